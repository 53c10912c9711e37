"""The `path` of a PATCH operation (RFC 7644 §3.5.2)."""

import re
from dataclasses import dataclass

import orjson

from nameplate.directory.sandbox.problems import ScimProblem
from nameplate.directory.sandbox.schema import COMPLEX, ELEMENT, MULTIVALUED, READ_ONLY, spelling

_PATH = re.compile(r"(?P<name>[A-Za-z$][\w$-]*)(?:\[(?P<filter>.*)\])?(?:\.(?P<sub>[A-Za-z$][\w$-]*))?", re.DOTALL)
_EQUALS = re.compile(r'\s*(?P<key>\w+)\s+eq\s+(?P<literal>"(?:[^"\\]|\\.)*"|true|false)\s*', re.DOTALL | re.IGNORECASE)


@dataclass(frozen=True)
class Path:
    """Where an operation works: an attribute, which of its values, and a part of them ("" and None: all of it)."""

    attribute: str
    sub: str = ""
    where: tuple[str, str | bool] | None = None

    @property
    def read_only(self) -> bool:
        """Whether the sandbox ignores writes here."""
        return self.attribute in READ_ONLY


def parse_path(path: str) -> Path:
    """The path in `path`.

    Raises:
        ScimProblem: 400 `invalidPath` or `invalidFilter`.
    """
    whole = spelling(path)
    if whole:
        return Path(whole)
    schema, _, rest = path.rpartition(":")
    if schema:
        return _of_extension(path, schema, rest)
    match = _PATH.fullmatch(path)
    name = spelling(match["name"]) if match else ""
    if match is None or not name:
        raise ScimProblem(400, f"The path {path!r} names no attribute.", "invalidPath")
    sub = match["sub"] or ""
    if name in READ_ONLY:
        return Path(name, sub)
    known = ELEMENT if name in MULTIVALUED else COMPLEX.get(name, frozenset())
    if (sub and sub not in known) or (match["filter"] is not None and name not in MULTIVALUED):
        raise ScimProblem(400, f"The path {path!r} names no attribute.", "invalidPath")
    return Path(name, sub, None if match["filter"] is None else _filter(match["filter"]))


def _of_extension(path: str, schema: str, rest: str) -> Path:
    name = spelling(schema)
    if name in READ_ONLY - {""}:
        return Path(name, rest)
    if name in COMPLEX and rest in COMPLEX[name]:
        return Path(name, rest)
    core = "urn:ietf:params:scim:schemas:core:2.0:user"
    if schema.lower() == core:
        return parse_path(rest)
    raise ScimProblem(400, f"The path {path!r} names no attribute.", "invalidPath")


def _filter(text: str) -> tuple[str, str | bool]:
    match = _EQUALS.fullmatch(text)
    if match is None or match["key"] not in ELEMENT:
        raise ScimProblem(400, f"The filter [{text}] is not supported.", "invalidFilter")
    literal = match["literal"]
    return match["key"], orjson.loads(literal if literal.startswith('"') else literal.lower())
