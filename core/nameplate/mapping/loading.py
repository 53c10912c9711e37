"""Where mappings come from: the organization's own folder, then those that ship with nameplate."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from nameplate.config.suggestions import closest
from nameplate.errors import ConfigurationError
from nameplate.findings import Finding, finding

SHIPPED_PREFIX = "nameplate/"
LARGEST = 64 * 1024
"""Bytes that a template may have; Jinja needs seconds and gigabytes to compile megabytes."""


class TemplateRefused(ConfigurationError):
    """A template can't be read or parsed; `findings` has the one reason."""

    def __init__(self, refusal: Finding) -> None:
        super().__init__(refusal.message, findings=(refusal,), remedy=refusal.remedy)
        self.finding = refusal


@dataclass(frozen=True)
class Source:
    """A template's text; `name` is what rules' addresses show, `path` the file it came from."""

    name: str
    path: Path
    text: str


class SearchPath:
    """Finds templates by name; `nameplate/NAME` is always a shipped one.

    Args:
        folders: Searched in their order, before the shipped mappings.
        shipped: Where the shipped mappings are; found by itself unless a test says otherwise.
    """

    def __init__(self, folders: Sequence[Path] = (), *, shipped: Path | None = None) -> None:
        self.folders = tuple(folders)
        self.shipped = shipped or shipped_folder()
        self._sources: dict[str, Source] = {}

    def find(self, name: str) -> Path | None:
        """The file of a template, or None."""
        parts = name.split("/")
        if any(part in {"", ".", ".."} or "\\" in part or "\0" in part for part in parts):
            return None
        if name.startswith(SHIPPED_PREFIX):
            candidates = [self.shipped / name.removeprefix(SHIPPED_PREFIX)]
        else:
            candidates = [folder / name for folder in (*self.folders, self.shipped)]
        return next((path for path in candidates if path.is_file()), None)

    def names(self) -> tuple[str, ...]:
        """The templates of all folders, by the name that finds each."""
        own = {name for folder in self.folders for name in templates_below(folder)}
        shipped = set(templates_below(self.shipped))
        return tuple(sorted(own | shipped | {SHIPPED_PREFIX + name for name in shipped}))

    def read(self, name: str) -> Source:
        """The template `name`, read once.

        Raises:
            TemplateRefused: It is not found (NP211), not UTF-8 (NP207) or too large (NP212).
        """
        if name not in self._sources:
            path = self.find(name)
            if path is None:
                raise TemplateRefused(self._not_found(name))
            self._sources[name] = Source(name, path, _text(name, path))
        return self._sources[name]

    @property
    def sources(self) -> tuple[Source, ...]:
        """Every template read so far, by name."""
        return tuple(self._sources[name] for name in sorted(self._sources))

    def _not_found(self, name: str) -> Finding:
        places = ", ".join(map(str, self.folders))
        missing = f"neither in {places} nor" if places else "not"
        guess = self._nearly(name)
        return finding(
            "NP211",
            f"the template {name!r} is {missing} among the mappings that ship with nameplate",
            remedy=f"Did you mean `{guess}`?" if guess else "Check its name, and `mappings:` in the configuration.",
        )

    def _nearly(self, name: str) -> str:
        """The template whose name differs by a slip; what all names share counts for nothing."""
        alike = {
            _stem(one): one for one in self.names() if one.startswith(SHIPPED_PREFIX) == name.startswith(SHIPPED_PREFIX)
        }
        return alike.get(closest(_stem(name), alike), "")


def _stem(name: str) -> str:
    return name.removeprefix(SHIPPED_PREFIX).removesuffix(".j2")


def _text(name: str, path: Path) -> str:
    size = path.stat().st_size
    if size > LARGEST:
        raise TemplateRefused(finding("NP212", f"{name} has {size} bytes; at most {LARGEST} are taken", file=name))
    data = path.read_bytes()
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        raise TemplateRefused(
            finding(
                "NP207",
                f"{name} is not UTF-8: byte {data[error.start]:#04x} can't be read",
                remedy="Save the file as UTF-8.",
                file=name,
                line=before.count(b"\n") + 1,
                column=len(before) - before.rfind(b"\n"),
            )
        ) from None


def templates_below(folder: Path) -> list[str]:
    """The names of the templates in a folder and the folders in it."""
    return [path.relative_to(folder).as_posix() for path in files_below(folder, ".j2")]


def files_below(folder: Path, endings: str | tuple[str, ...]) -> list[Path]:
    """The files of these endings in a folder and the folders in it, in order.

    What is hidden is nobody's mapping: `.venv` holds those that ship with nameplate, `.git` may hold anything.
    """
    found: list[Path] = []
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        found += [Path(place, name) for name in names if name.endswith(endings) and not name.startswith(".")]
    return sorted(found)


def shipped_folder() -> Path:
    """The mappings that ship with nameplate: inside the wheel, or beside `core/` in a checkout."""
    installed = Path(str(resources.files("nameplate") / "_mappings"))
    return installed if installed.is_dir() else Path(__file__).parents[3] / "mappings"
