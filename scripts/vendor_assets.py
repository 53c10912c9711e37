"""Fetch the scripts of others that the pages and their tests use, and check them.

Each comes out of its npm package, whose checksum stands here. With --check nothing is fetched or written: the files
that are there have to be the ones that were reviewed.
"""

import base64
import hashlib
import io
import sys
import tarfile
import urllib.request
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
PAGES = ROOT / "core/nameplate/web/static/vendor"
TESTS = ROOT / "tests/web/vendor"


class Vendored(NamedTuple):
    """One file of an npm package: where it goes, and its SHA-256."""

    member: str
    target: Path
    sha256: str


class Package(NamedTuple):
    """An npm package at one version; `integrity` is npm's, SHA-512 in Base64."""

    name: str
    version: str
    integrity: str
    files: tuple[Vendored, ...]

    @property
    def address(self) -> str:
        """The package in npm's registry."""
        return f"https://registry.npmjs.org/{self.name}/-/{self.name}-{self.version}.tgz"


PACKAGES = (
    Package(
        "htmx.org",
        "2.0.11",
        "Thx/WtpeOQqSrqBCw/A1cwGJGg4UrVa3+sW0GmrM3p4gJgO89ecH4qtbnyzDDWFvBTqjnIMCgELTNt636dtamA==",
        (
            Vendored(
                "dist/htmx.min.js",
                PAGES / "htmx.min.js",
                "d6fdc75f204e6bdefa99b69bf1e6d4ac69b8a364f77929f45c13476b4000f717",
            ),
            Vendored(
                "LICENSE",
                PAGES / "htmx.LICENSE.txt",
                "d3d2456f76414f2456104660ebd65aff1c04cd7966b942bdabd63f3cdb316a38",
            ),
        ),
    ),
    Package(
        "axe-core",
        "4.14.1",
        "FHfa+lmNjQZfJz1q8wKqIDwC6DExcHt/pkjNQb09a3NPjCKg2rhu5qb2S4r76ASyFNNtuFooJpZe37OgudVGtQ==",
        (
            Vendored(
                "axe.min.js", TESTS / "axe.min.js", "29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c"
            ),
            Vendored(
                "LICENSE", TESTS / "axe.LICENSE.txt", "af175b9d96ee93c21a036152e1b905b0b95304d4ae8c2c921c7609100ba8df7e"
            ),
        ),
    ),
)


def main(arguments: list[str]) -> int:
    """Fetch or check; 1 if a file is not what it should be."""
    if "--check" not in arguments:
        for package in PACKAGES:
            fetch(package)
    wrong = [file for package in PACKAGES for file in package.files if not is_right(file)]
    for file in wrong:
        print(f"{file.target.relative_to(ROOT)} is not the file that was reviewed")
    return 1 if wrong else 0


def fetch(package: Package) -> None:
    """Write the files of a package, once its checksum is right."""
    with urllib.request.urlopen(package.address) as answer:  # noqa: S310 -- https, as written above
        archive = answer.read()
    found = base64.b64encode(hashlib.sha512(archive).digest()).decode()
    if found != package.integrity:
        raise SystemExit(f"{package.address} has the checksum {found}, not {package.integrity}")
    with tarfile.open(fileobj=io.BytesIO(archive)) as opened:
        for file in package.files:
            member = opened.extractfile(f"package/{file.member}")
            if member is None:
                raise SystemExit(f"{package.name} has no {file.member}")
            file.target.parent.mkdir(parents=True, exist_ok=True)
            file.target.write_bytes(member.read())
            print(f"{file.target.relative_to(ROOT)}  {digest(file.target)}")


def is_right(file: Vendored) -> bool:
    """Whether the file is there, as it was reviewed."""
    return file.target.is_file() and digest(file.target) == file.sha256


def digest(path: Path) -> str:
    """SHA-256, hex."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
