"""A YAML file as plain data, with the line and column of every key and value.

YAML 1.2: `NO`, `yes` and `2024-01-01` are text. A key that stands twice, a tag, and an alias inside itself are
mistakes rather than surprises.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

from nameplate.config.scalars import refuse_tag, scalar
from nameplate.errors import ConfigurationError
from nameplate.findings import Finding, finding

Key = tuple[str | int, ...]
"""The way to a value: `("regions", 0, "name")`."""

Position = tuple[int, int]
"""Line and column, from 1."""

MOST_NODES = 200_000
"""Keys and values that a file may come to once its aliases are followed; no real configuration comes near."""


@dataclass(frozen=True)
class Document:
    """A file's data, where everything in it stands, and what is wrong with it as YAML.

    `keys` has the place of each key or list item, `values` that of each value; `numbers` holds each number as it is
    written, for where text is expected (`007`, `1.10`).
    """

    file: str
    data: dict[str, Any]
    keys: Mapping[Key, Position]
    values: Mapping[Key, Position]
    numbers: Mapping[Key, str] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()

    def finding(self, code: str, key: Key, message: str, *, remedy: str = "", at_value: bool = False) -> Finding:
        """A finding at a key or its value, or at the nearest key above that stands in the file."""
        line, column = self.position(key, at_value=at_value)
        return finding(code, message, remedy=remedy, file=self.file, line=line, column=column)

    def position(self, key: Key, *, at_value: bool = False) -> Position:
        """Where a key or its value stands, or the nearest key above; (1, 1) for the whole file."""
        if at_value and key in self.values:
            return self.values[key]
        while key:
            if key in self.keys:
                return self.keys[key]
            key = key[:-1]
        return (1, 1)


def read_document(path: Path) -> Document:
    """The file as a document.

    Raises:
        ConfigurationError: It can't be read, or holds no mapping (NP101, with line and column where there is one).
    """
    file = str(path)
    text = _read(path, file)
    node = _compose(text, file)
    if node is None:
        _refuse("The file is empty.", file, remedy="`nameplate init` writes a configuration to start from.")
    builder = _Builder(file)
    data = builder.build(node, ())
    if not isinstance(data, dict):
        _refuse("The file holds no keys: `directories:` and `connections:` are expected.", file, 1, 1)
    return Document(file, data, builder.keys, builder.values, builder.numbers, tuple(builder.findings))


def _read(path: Path, file: str) -> str:
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        remedy = "Name the configuration with -c FILE, or let `nameplate init` write one."
        _refuse(f"There is no file {file}.", file, remedy=remedy)
    except OSError as error:
        _refuse(f"The file can't be read: {error.strerror or error}.", file)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start]
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")) + 1
        _refuse("The file is not UTF-8.", file, before.count(b"\n") + 1, column, remedy="Save it as UTF-8.")


def _compose(text: str, file: str) -> Any:
    """The root node, or None for an empty file."""
    from ruamel.yaml import YAML  # noqa: PLC0415 -- importing it takes as long as all of click
    from ruamel.yaml.error import MarkedYAMLError, YAMLError  # noqa: PLC0415
    from ruamel.yaml.reader import ReaderError  # noqa: PLC0415

    try:
        return YAML(typ="safe", pure=True).compose(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
        said = ", ".join(part for part in (error.context, error.problem) if part)
        _refuse(f"The file is not YAML: {said}.", file, line, column)
    except ReaderError as error:
        before = text[: error.position]
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        _refuse("The file is not YAML: it has a control character.", file, line, column)
    except (YAMLError, RecursionError) as error:
        _refuse(f"The file is not YAML: {error}.", file)


def _refuse(message: str, file: str, line: int = 0, column: int = 0, *, remedy: str = "") -> NoReturn:
    said = finding("NP101", message, remedy=remedy, file=file, line=line, column=column)
    raise ConfigurationError(f"{file}: {message}", findings=(said,), remedy=remedy)


class _Builder:
    """Turns nodes into data, and notes where they stand."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.keys: dict[Key, Position] = {}
        self.values: dict[Key, Position] = {}
        self.numbers: dict[Key, str] = {}
        self.findings: list[Finding] = []
        self.open: set[int] = set()
        self.built = 0

    def build(self, node: Any, key: Key) -> Any:
        self.built += 1
        line, column = _start(node)
        if self.built > MOST_NODES:
            _refuse(f"The file comes to more than {MOST_NODES} values.", self.file, line, column)
        if id(node) in self.open:
            self._note("NP103", "An alias stands inside what it names.", node)
            return None
        self.values[key] = (line, column)
        self.open.add(id(node))
        try:
            return self._content(node, key)
        finally:
            self.open.discard(id(node))

    def _content(self, node: Any, key: Key) -> Any:
        try:
            refuse_tag(node)
        except ValueError as error:
            self._note("NP103", str(error), node)
            return None
        if node.id == "mapping":
            return {name: self.build(value, (*key, name)) for name, value in self._entries(node, key)}
        if node.id == "sequence":
            for index, item in enumerate(node.value):
                self.keys[*key, index] = _start(item)
            return [self.build(item, (*key, index)) for index, item in enumerate(node.value)]
        value = scalar(node)
        if isinstance(value, int | float) and not isinstance(value, bool):
            self.numbers[key] = node.value
        return value

    def _entries(self, node: Any, key: Key) -> Iterator[tuple[str, Any]]:
        """Name and value node of each key, merged ones (`<<`) last; notes keys that stand twice."""
        first: dict[str, Position] = {}
        merged: list[Any] = []
        for name_node, value in node.value:
            if name_node.tag.endswith(":merge"):
                merged.extend(value.value if value.id == "sequence" else [value])
            elif name_node.id != "scalar":
                self._note("NP103", "A key is expected to be text.", name_node)
            elif (name := name_node.value) in first:
                self._note(
                    "NP103", f"`{dotted((*key, name))}` stands twice; first in line {first[name][0]}.", name_node
                )
            else:
                first[name] = self.keys[*key, name] = _start(name_node)
                yield name, value
        for other in merged:
            if other.id != "mapping" or id(other) in self.open:
                self._note("NP103", "`<<` is expected to name keys with values.", other)
                continue
            for name_node, value in other.value:
                if name_node.id == "scalar" and name_node.value not in first:
                    first[name_node.value] = self.keys[*key, name_node.value] = _start(name_node)
                    yield name_node.value, value

    def _note(self, code: str, message: str, node: Any) -> None:
        line, column = _start(node)
        self.findings.append(finding(code, message, file=self.file, line=line, column=column))


def _start(node: Any) -> Position:
    return node.start_mark.line + 1, node.start_mark.column + 1


def dotted(key: Key) -> str:
    """A key as people write it: `regions[0].when.country`."""
    text = ""
    for part in key:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text
