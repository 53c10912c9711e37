"""Reads an examples file; whatever is wrong with it is a finding at its line."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from nameplate.checking.examples.model import Example, ExamplesFile
from nameplate.config import Key, did_you_mean
from nameplate.config.document import Document, dotted, read_document
from nameplate.errors import ConfigurationError
from nameplate.findings import CATALOGUE, Finding
from nameplate.mapping.environment import USER_FIELDS
from nameplate.mapping.loading import files_below
from nameplate.model import TEXT_FIELDS
from nameplate.model.attributes import NAMES

SUFFIX = ".examples.yaml"
KEYS = (
    "name",
    "given",
    "record",
    "connection",
    "region",
    "groups",
    "expect",
    "untouched",
    "findings",
    "blocked",
)
TRUTH = {True: "true", False: "false"}


def examples_files(paths: Iterable[Path]) -> list[Path]:
    """The examples files among `paths`, in the folders among them, and beside the mappings among them."""
    found: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            found |= dict.fromkeys(files_below(path, SUFFIX))
        elif path.suffix == ".j2":
            found |= dict.fromkeys(one for one in [path.with_name(path.stem + SUFFIX)] if one.is_file())
        else:
            found[path] = None
    return list(found)


def read_examples(path: Path) -> ExamplesFile:
    """The examples of a file.

    Raises:
        ConfigurationError: With a finding for each mistake: NP101 to NP104.
    """
    reader = _Reader(read_document(path))
    file = reader.file(path)
    if reader.findings:
        count = "a mistake" if len(reader.findings) == 1 else f"{len(reader.findings)} mistakes"
        raise ConfigurationError(f"{path} has {count}.", findings=reader.findings)
    return file


class _Reader:
    def __init__(self, document: Document) -> None:
        self.document = document
        self.findings: list[Finding] = list(document.findings)

    def file(self, path: Path) -> ExamplesFile:
        data = self.document.data
        self._known(data, ("mapping", "examples"), ())
        mapping = self._text(data, "mapping", ())
        rows = data.get("examples")
        if not isinstance(rows, list) or not rows:
            self._wrong("NP104", ("examples",), "`examples` is missing, or no list of examples.")
            rows = []
        examples = [self._example(row, index) for index, row in enumerate(rows)]
        return ExamplesFile(path, mapping, tuple(one for one in examples if one is not None))

    def _example(self, row: Any, index: int) -> Example | None:
        key: Key = ("examples", index)
        if not isinstance(row, Mapping):
            self._wrong("NP103", key, "an example has keys such as `name`, `given` and `expect`.")
            return None
        self._known(row, KEYS, key)
        self._person(row, key)
        blocked = row.get("blocked", False)
        codes = self._codes(row, "findings", key)
        if isinstance(blocked, str):
            self._code(blocked, (*key, "blocked"))
        elif not isinstance(blocked, bool):
            self._wrong("NP103", (*key, "blocked"), "`blocked` is a code such as NP401, or true.")
        return Example(
            name=self._text(row, "name", key) or f"example {index + 1}",
            index=index,
            line=self.document.position(key)[0],
            given=self._given(row["given"], (*key, "given")) if "given" in row else None,
            record=self._object(row, "record", key) if "record" in row else None,
            connection=self._text(row, "connection", key),
            region=self._text(row, "region", key),
            groups=self._texts(row, "groups", key),
            expect=self._expect(row, key),
            untouched=self._attributes(row, key),
            findings=codes,
            is_blocked=bool(blocked),
            blocked=blocked if isinstance(blocked, str) else "",
        )

    def _person(self, row: Mapping[str, Any], key: Key) -> None:
        if ("given" in row) == ("record" in row):
            self._wrong("NP104", key, "an example has either `given` or `record`.")
        if "record" in row and "connection" not in row:
            remedy = "Name the connection whose identity provider has such records."
            self._wrong("NP104", (*key, "record"), "`record` needs `connection`.", remedy)

    def _given(self, given: Any, key: Key) -> Mapping[str, Any]:
        if not isinstance(given, Mapping):
            self._wrong("NP103", key, "`given` has fields of `user` as its keys.")
            return {}
        self._known(given, sorted(USER_FIELDS), key)
        fields: dict[str, Any] = {}
        for name, value in given.items():
            where = (*key, name)
            if name in TEXT_FIELDS:
                fields[name] = self._value(value, where)
            elif name == "active":
                if not (value is None or isinstance(value, bool)):
                    self._wrong("NP103", where, "`active` is true, false or null.")
                fields[name] = value
            elif name == "groups":
                fields[name] = self._texts(given, "groups", key)
            elif name in {"custom", "raw"}:
                content = self._object(given, name, key)
                custom = {inner: self._value(item, (*where, inner)) for inner, item in content.items()}
                fields[name] = custom if name == "custom" else content
        return fields

    def _expect(self, row: Mapping[str, Any], key: Key) -> Mapping[str, str]:
        expect = self._object(row, "expect", key)
        self._known(expect, NAMES, (*key, "expect"))
        return {name: self._value(value, (*key, "expect", name)) for name, value in expect.items() if name in NAMES}

    def _attributes(self, row: Mapping[str, Any], key: Key) -> tuple[str, ...]:
        names = self._texts(row, "untouched", key)
        for index, name in enumerate(names):
            if name not in NAMES:
                where = (*key, "untouched", index)
                self._wrong("NP102", where, f"there is no attribute {name!r}.", did_you_mean(name, NAMES))
            elif name in self._object(row, "expect", key):
                self._wrong("NP103", (*key, "untouched", index), f"`{name}` is expected and untouched at once.")
        return names

    def _codes(self, row: Mapping[str, Any], name: str, key: Key) -> tuple[str, ...]:
        codes = self._texts(row, name, key)
        for index, code in enumerate(codes):
            self._code(code, (*key, name, index))
        return codes

    def _code(self, code: str, key: Key) -> None:
        if code not in CATALOGUE:
            self._wrong("NP103", key, f"there is no finding {code}.", did_you_mean(code, CATALOGUE))

    def _value(self, value: Any, key: Key) -> str:
        """Text; a number as it is written."""
        if isinstance(value, bool):
            return TRUTH[value]
        if isinstance(value, int | float):
            return self.document.numbers.get(key, str(value))
        if value is not None and not isinstance(value, str):
            self._wrong("NP103", key, f"`{dotted(key)}`: expected text.")
        return value if isinstance(value, str) else ""

    def _text(self, row: Mapping[str, Any], name: str, key: Key) -> str:
        return self._value(row[name], (*key, name)) if name in row else ""

    def _texts(self, row: Mapping[str, Any], name: str, key: Key) -> tuple[str, ...]:
        values = row.get(name, [])
        if isinstance(values, str):
            return (values,)
        if not isinstance(values, list):
            self._wrong("NP103", (*key, name), f"`{name}`: expected a list.")
            return ()
        return tuple(self._value(value, (*key, name, index)) for index, value in enumerate(values))

    def _object(self, row: Mapping[str, Any], name: str, key: Key) -> Mapping[str, Any]:
        value = row.get(name, {})
        if isinstance(value, Mapping):
            return value
        self._wrong("NP103", (*key, name), f"`{name}`: expected keys with values.")
        return {}

    def _known(self, row: Mapping[str, Any], known: Iterable[str], key: Key) -> None:
        names = list(known)
        for name in row:
            if name not in names:
                where = (*key, name)
                self._wrong("NP102", where, f"`{dotted(where)}` is not a key that is known.", did_you_mean(name, names))

    def _wrong(self, code: str, key: Key, message: str, remedy: str = "") -> None:
        self.findings.append(self.document.finding(code, key, message, remedy=remedy))
