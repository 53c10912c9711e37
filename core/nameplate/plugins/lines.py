"""A table of fields compiled to one function that reads a person off a line of JSON, and decodes nothing else of it.

msgspec decodes the line into objects that have the table's keys alone, which takes half the time of a dictionary with
all of them. As in `compiling`, whatever is odd is left to the others: they decode the whole line and say what is wrong.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Annotated, Any

import msgspec
import orjson

from nameplate.model import SourceUser
from nameplate.plugins.compiling import FieldWriter
from nameplate.plugins.fields import CUSTOM, LONGEST_TEXT, Field, Key, Step

Whole = Annotated[int, msgspec.Meta(ge=-(2**63), le=2**63 - 1)]
"""Numbers that every decoder takes for the same; with others a line is looked at closely."""
Plain = str | bool | Whole | None
Loose = Plain | list[Plain | dict[str, Plain | list[Plain]]] | dict[str, Plain | dict[str, Plain]]
"""What a field may make something of: as much of JSON as connectors read in practice, without fractions."""

LineReader = Callable[[bytes], SourceUser | None]
"""A line, which is valid UTF-8, as a person; None where the line has to be looked at closely."""

Path = tuple[Step, ...]


class Undecoded(Mapping[str, Any]):
    """The record of a line, decoded once somebody asks for it."""

    __slots__ = ("_line", "_record")

    def __init__(self, line: bytes) -> None:
        self._line = line
        self._record: dict[str, Any] | None = None

    @property
    def record(self) -> dict[str, Any]:
        """All of it."""
        if self._record is None:
            self._record = orjson.loads(self._line)
        return self._record or {}

    def __getitem__(self, key: str) -> Any:
        return self.record[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self.record)

    def __len__(self) -> int:
        return len(self.record)


def compile_line_reader(fields: Mapping[str, Field]) -> LineReader | None:
    """A function that reads the fields off a line, or None where the table has no id or user name to know people by.

    It knows lines of up to LONGEST_TEXT bytes with a person who has both. What it gives is equal to what
    `compile_normalizer` gives of the decoded line. (A number that is out of every range goes unnoticed where no field
    reads it; decoding the whole line would call the record damaged.)
    """
    if not {"id", "user_name"} <= fields.keys():
        return None
    writer = LineWriter(fields)
    writer.read()
    identity, user_name = writer.variables["id"], writer.variables["user_name"]
    source = (
        "def reader(line):\n"
        f"    if len(line) > {LONGEST_TEXT}: return None\n"
        "    try:\n"
        "        record = decode(line)\n"
        f"        {writer.body(writer.doubtful)}\n"
        f"        if not {user_name} or not {identity} or {identity}.isspace(): return None\n"
        "    except Exception:\n"
        "        return None\n"
        f"    return {writer.person('Undecoded(line)')}\n"
    )
    decoder = msgspec.json.Decoder(writer.types[()])
    reader: LineReader = writer.compile(
        source, "reader", decode=decoder.decode, Undecoded=Undecoded, slowly=lambda _record: None
    )
    return reader


class LineWriter(FieldWriter):
    """Writes the lines that read a table's fields of a typed object.

    Attributes:
        types: Path of an object → the type that it is decoded into; what lies below a list, or is both an object and
            a value, is decoded as dictionaries.
    """

    def __init__(self, table: Mapping[str, Field]) -> None:
        super().__init__(table)
        leaves: dict[Path, Any] = {}
        for name, field in table.items():
            for steps in field.steps:
                keys = leading_keys(steps)
                wanted = kind_of(name, field) if len(keys) == len(steps) else Loose
                leaves[keys] = wanted if leaves.get(keys, wanted) == wanted else Loose
        values = {path for path in leaves if any(other[: len(path)] == path != other for other in leaves)}
        self.leaves = {}
        for path, wanted in leaves.items():
            above = next((path[:length] for length in range(1, len(path)) if path[:length] in values), path)
            self.leaves[above] = Loose if above in values else wanted
        self.types: dict[Path, type[msgspec.Struct]] = {}
        self.objects: dict[Path, str] = {(): "record"}
        self.attributes: dict[Path, str] = {}
        self.define(())

    def define(self, path: Path) -> type[msgspec.Struct]:
        """The type of the object at `path`, and those of the objects below it."""
        keys = list(dict.fromkeys(leaf[: len(path) + 1] for leaf in self.leaves if leaf[: len(path)] == path))
        names = {key: f"f{number}" for number, key in enumerate(keys)}
        self.attributes |= names
        kinds = [self.leaves[key] if key in self.leaves else self.define(key) | None for key in keys]
        self.types[path] = msgspec.defstruct(
            f"At{len(self.types)}",
            [(names[key], kind, None) for key, kind in zip(keys, kinds, strict=True)],
            rename={names[path]: path[-1].key for path in keys if isinstance(path[-1], Key)},
            gc=False,
        )
        return self.types[path]

    @property
    def doubtful(self) -> list[str]:
        """The variables of fields whose type the decoding doesn't prove."""
        return [
            self.variables[name]
            for name, field in self.table.items()
            if name != "active" and any(self.leaves.get(steps) != str | None for steps in field.steps)
        ]

    def key(self, above: Path, key: Key) -> str:
        """As an attribute where `above` is an object with a type of its own."""
        if above in self.types:
            return f"{self.object(above)}.{self.attributes[(*above, key)]}"
        return super().key(above, key)

    def object(self, path: Path) -> str:
        """The variable that holds the object at `path`, an empty one where it is absent."""
        if path not in self.objects:
            self.objects[path] = self.assign(f"{self.value(path)} or {self.constant(self.types[path]())}")
        return self.objects[path]

    def getter(self, steps: Path) -> str:
        """Of a typed object there is none."""
        return self.object(steps) if steps in self.types else super().getter(steps)


def leading_keys(steps: Path) -> Path:
    """The steps up to the first list."""
    length = next((index for index, step in enumerate(steps) if not isinstance(step, Key)), len(steps))
    return steps[:length]


def kind_of(name: str, field: Field) -> Any:
    """The type of the values that a field reads as they stand; Loose where something is made of them."""
    if field.convert is not None or name.startswith(CUSTOM):
        return Loose
    return bool | None if name == "active" else str | None
