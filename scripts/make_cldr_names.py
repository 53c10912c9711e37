"""Makes the data of `nameplate.names` and the archive of its tests from pinned releases of Unicode's CLDR.

    python scripts/make_cldr_names.py                # core/nameplate/names/data/*.json and NOTICE-CLDR.txt
    python scripts/make_cldr_names.py --tests        # tests/names/cldr48_person_name_test.tar.xz (34 MB to fetch)
    python scripts/make_cldr_names.py --check        # writes nothing; exit 1 where a committed file would differ

The packages come from the npm registry (`npm pack`), or from `--packages DIR`, where they lie already. Every one is
compared with the checksum below before it is opened. The formats of the two JSON files are told in
`nameplate/names/data.py`, which reads them.
"""

import argparse
import hashlib
import io
import itertools
import json
import lzma
import re
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
NAMES = ROOT / "core/nameplate/names"
TEST_ARCHIVE = ROOT / "tests/names/cldr48_person_name_test.tar.xz"

VERSION = "48.2.0"
SHA512 = {
    "cldr-person-names-full-48.2.0": "8fd734b6eda342f5981f334743715f5f33ac36336a9ee2486d4a2477b1e5dfca"
    "20e71f25ab882491259aa14a9dcdcf463a45dda6cd7a1ea0ce5b21d222cf7b63",
    "cldr-core-48.2.0": "cdf98ba2d867712c1fbf68e57afa12ae0236546807f120c61d7b2dea3504a2d1"
    "c0f27abd2207a0f63cdd24316d06ca3da6026e1bcf432b5e93ceb9990dda3606",
    "cldr-8.0.0": "c11abc5c182655e9a8ab98c97925b0f12ab54ddb15c74d99656bdf3808a8dce1"
    "0f8e4b2d1a9ac11d3302dc3c48d6d99d77b0a34bcdba9483ac75f8091ccbb696",
}

ORDERS = ("givenFirst", "surnameFirst")
LENGTHS = ("long", "medium", "short")
USAGES = ("referring", "addressing", "monogram")
FORMALITIES = ("formal", "informal")
CELLS = [
    *itertools.product(ORDERS, LENGTHS, USAGES, FORMALITIES),
    *itertools.product(["sorting"], LENGTHS, ["referring"], FORMALITIES),
]


def package(name: str, folder: Path) -> tarfile.TarFile:
    """The npm package `name` (with its version), fetched into `folder` unless it lies there, its checksum checked."""
    path = folder / f"{name}.tgz"
    if not path.exists():
        spec = "@".join(name.rsplit("-", 1))
        subprocess.run(["npm", "pack", "--silent", spec], cwd=folder, check=True, stdout=subprocess.DEVNULL)  # noqa: S607
    content = path.read_bytes()
    if hashlib.sha512(content).hexdigest() != SHA512[name]:
        sys.exit(f"{path} is not the package it should be: its SHA-512 differs from the one pinned in this script.")
    return tarfile.open(fileobj=io.BytesIO(content))


def read(archive: tarfile.TarFile, name: str) -> bytes:
    """One file of an npm package."""
    member = archive.extractfile(f"package/{name}")
    if member is None:
        sys.exit(f"The package has no {name}.")
    return member.read()


def supplemental(core: tarfile.TarFile, name: str, key: str) -> Any:
    """The part `key` of the supplemental file `name`."""
    return json.loads(read(core, f"supplemental/{name}.json"))["supplemental"][key]


def person_names(archive: tarfile.TarFile) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every locale of the package with its (fully inherited) `personNames`."""
    for name in sorted(archive.getnames()):
        if found := re.fullmatch(r"package/main/([^/]+)/personNames\.json", name):
            locale = found[1]
            yield locale, json.loads(read(archive, f"main/{locale}/personNames.json"))["main"][locale]["personNames"]


def compact_names(archive: tarfile.TarFile) -> dict[str, Any]:
    """All locales' patterns, each distinct pattern and each distinct profile once."""
    patterns: dict[str, int] = {}
    profiles: dict[str, int] = {}
    locales: dict[str, int] = {}
    for locale, names in person_names(archive):
        cells: list[int | list[int]] = []
        for order, length, usage, formality in CELLS:
            cell = names["personName"][order][length][usage]
            # A second pattern for the same cell is the sibling key "formal-alt-1".
            found = [
                patterns.setdefault(text, len(patterns))
                for key, text in cell.items()
                if key == formality or key.startswith(f"{formality}-alt-")
            ]
            cells.append(found[0] if len(found) == 1 else found)
        profile = [
            " ".join(names["givenFirst"]),
            " ".join(names["surnameFirst"]),
            *(names[key] for key in ("length", "formality", "nativeSpaceReplacement", "foreignSpaceReplacement")),
            names["initial"],
            names["initialSequence"],
            cells,
        ]
        locales[locale] = profiles.setdefault(json.dumps(profile, ensure_ascii=False), len(profiles))
    return {
        "cldr": VERSION,
        "patterns": list(patterns),
        "profiles": [json.loads(profile) for profile in profiles],
        "locales": locales,
    }


def compact_subtags(core: tarfile.TarFile, languages: set[str]) -> dict[str, Any]:
    """Likely subtags of the languages that have name data and of `und`; old codes; languages of each territory."""
    likely = supplemental(core, "likelySubtags", "likelySubtags")
    aliases = supplemental(core, "aliases", "metadata")["alias"]["languageAlias"]
    territories = supplemental(core, "territoryInfo", "territoryInfo")
    native = supplemental(core, "personNamesDefaults", "personNamesDefaults")
    kept = {key: value for key, value in sorted(likely.items()) if key.split("-")[0] in languages}
    spoken = {
        territory: " ".join(
            tag.replace("_", "-")
            for tag, facts in info.get("languagePopulation", {}).items()
            if "_officialStatus" in facts
        )
        for territory, info in sorted(territories.items())
    }
    scripts = json.loads(read(core, "scriptMetadata.json"))["scriptMetadata"]
    return {
        "cldr": VERSION,
        "likely": kept,
        "aliases": {
            old: new["_replacement"]
            for old, new in aliases.items()
            if "-" not in old and new["_replacement"].split("-")[0] in languages
        },
        "official": {territory: tags for territory, tags in spoken.items() if tags},
        "surname_first": native["surnameFirst"],
        "scripts": " ".join(sorted(scripts.keys() - {"Zzzz", "Zyyy", "Zinh"})),
    }


def notice(core: tarfile.TarFile) -> bytes:
    """The notice that Unicode's licence asks to ship with its data."""
    head = (
        f"The files in data/ are made from the Unicode Common Locale Data Repository (CLDR) {VERSION},\n"
        "by way of the npm packages cldr-person-names-full and cldr-core, under this licence:\n\n"
    )
    return head.encode() + read(core, "LICENSE")


def as_json(data: dict[str, Any]) -> bytes:
    """Compact JSON, a line for each top-level key so that a new version of the data can be compared."""
    lines = (
        f"{json.dumps(key)}:{json.dumps(value, ensure_ascii=False, separators=(',', ':'))}"
        for key, value in data.items()
    )
    return ("{" + ",\n".join(lines) + "}\n").encode()


def make_data(folder: Path) -> dict[Path, bytes]:
    """The package's data files and their notice."""
    core = package(f"cldr-core-{VERSION}", folder)
    names = compact_names(package(f"cldr-person-names-full-{VERSION}", folder))
    languages = {locale.split("-")[0] for locale in names["locales"]}
    return {
        NAMES / "data/person_names.json": as_json(names),
        NAMES / "data/subtags.json": as_json(compact_subtags(core, languages)),
        NAMES / "NOTICE-CLDR.txt": notice(core),
    }


def make_tests(folder: Path) -> dict[Path, bytes]:
    """CLDR's own test files for person names with their licence, the same bytes on every run."""
    source, prefix = package("cldr-8.0.0", folder), "package/3rdparty/cldr/"
    tests = f"{prefix}common/testData/personNameTest/"
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for name in sorted(source.getnames()):
            if name == f"{prefix}LICENSE" or (name.startswith(tests) and not name.startswith(f"{tests}_")):
                data = read(source, name.removeprefix("package/"))
                member = tarfile.TarInfo(name.removeprefix(tests).removeprefix(prefix))
                member.size = len(data)
                archive.addfile(member, io.BytesIO(data))
    return {TEST_ARCHIVE: lzma.compress(content.getvalue(), preset=9 | lzma.PRESET_EXTREME)}


def main() -> None:
    """Makes the files, or compares them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tests", action="store_true", help="make the archive of the tests instead of the data")
    parser.add_argument("--check", action="store_true", help="compare with what is committed, write nothing")
    parser.add_argument("--packages", type=Path, help="a folder with the npm packages")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        make = make_tests if options.tests else make_data
        made = make(options.packages or Path(temporary))
    differing = [path for path, content in made.items() if not path.exists() or path.read_bytes() != content]
    for path in differing:
        if not options.check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(made[path])
        print(f"{'differs' if options.check else 'wrote'}: {path.relative_to(ROOT)} ({len(made[path]):,} bytes)")
    sys.exit(bool(options.check and differing))


if __name__ == "__main__":
    main()
