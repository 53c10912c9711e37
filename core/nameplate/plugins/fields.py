"""Where a `SourceUser` field stands in a record: paths and a conversion.

A path is dotted keys: `profile.login`, `name.givenName`. After a key, `[0]` takes an element of a list, `[type=work]`
the first element whose `type` is `work` (`true` and `false` are booleans), `[primary]` the element whose `primary` is
true, else the first. A key with dots or other signs is quoted:
`"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User".department`.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from nameplate.errors import RecordError
from nameplate.findings import Finding, finding
from nameplate.model import TEXT_FIELDS, SourceUser

Record = Mapping[str, Any]
"""The identity provider's own object for one person."""

LONGEST_TEXT = 10_000
"""Characters that one source field may have (NP310); no real profile comes near."""

CUSTOM = "custom."
"""What the name of a custom field starts with."""

STEP = re.compile(
    r'(?:^|\.)(?:"(?P<quoted>[^"]+)"|(?P<key>[^.\[\]"]+))'
    r"|\[(?P<name>[^\]=]+)=(?P<value>[^\]]*)\]|\[(?P<index>\d+)\]|\[(?P<primary>primary)\]"
)


class Key(NamedTuple):
    """A step to a key of an object."""

    key: str


class Element(NamedTuple):
    """A step to an element of a list."""

    position: int


class Matching(NamedTuple):
    """A step to the first element of a list whose `name` is `value`."""

    name: str
    value: str | bool


class Primary(NamedTuple):
    """A step to the element of a list whose `primary` is true, else to the first."""


Step = Key | Element | Matching | Primary


class Field:
    """The first of `paths` in the record that is not empty, converted.

    Args:
        paths: Paths as the module describes them.
        convert: Called with what stands there; not called for what is absent, null or "". May raise RecordError, or
            ValueError, which becomes one. With `together` it is called with the values of all paths, None for absent.
        together: Give all values to `convert` rather than the first that is not empty.
        warns: The code of a finding. A text that `convert` refuses with ValueError then reads as "", and the person
            carries the finding, rather than being blocked.
    """

    __slots__ = ("convert", "paths", "steps", "together", "warns")

    def __init__(
        self, *paths: str, convert: Callable[..., Any] | None = None, together: bool = False, warns: str = ""
    ) -> None:
        if not paths or (together and convert is None):
            raise ValueError("a field needs a path, and `together` a conversion")
        self.paths = paths
        self.steps = tuple(parse_path(path) for path in paths)
        self.convert = convert
        self.together = together
        self.warns = warns

    def __repr__(self) -> str:
        return f"Field({', '.join(map(repr, self.paths))})"


def parse_path(path: str) -> tuple[Step, ...]:
    """The steps of a path.

    Raises:
        ValueError: It is not a path.
    """
    steps: list[Step] = []
    end = 0
    for match in STEP.finditer(path):
        if match.start() != end:
            break
        end = match.end()
        if match["index"] is not None:
            steps.append(Element(int(match["index"])))
        elif match["primary"] is not None:
            steps.append(Primary())
        elif match["name"] is not None:
            truth = {"true": True, "false": False}.get(match["value"], match["value"])
            steps.append(Matching(match["name"].strip(), truth))
        else:
            steps.append(Key(match["quoted"] or match["key"]))
    if end != len(path) or not steps or not isinstance(steps[0], Key):
        raise ValueError(f"{path!r} is not a path into a record, such as profile.login or emails[type=work].value")
    return tuple(steps)


def look_up(record: Any, steps: tuple[Step, ...]) -> Any:
    """What stands at the end of `steps`, or None.

    Raises:
        RecordError: Something on the way is neither an object nor a list.
    """
    value = record
    for step in steps:
        if value is None:
            return None
        if isinstance(step, Key):
            if not isinstance(value, Mapping):
                raise no_object(value, steps, step)
            value = value.get(step.key)
        else:
            value = pick(value, step)
    return value


def no_object(value: Any, steps: tuple[Step, ...], step: Key) -> RecordError:
    """The error for a key of what is no object; of a list it says how an element is written."""
    remedy = ""
    if isinstance(value, list):
        index, rest = (step.key, "") if step.key.isdecimal() else ("0", f".{quoted(step.key)}")
        above = spelled(steps[: next(at for at, one in enumerate(steps) if one is step)])
        remedy = f"Write {above}[{index}]{rest} for an element of the list."
    return RecordError(f"expected an object with the key {step.key!r}, found {kind(value)}", remedy=remedy)


def spelled(steps: tuple[Step, ...]) -> str:
    """Steps as a path."""
    path = ""
    for step in steps:
        match step:
            case Key(key):
                path += f".{quoted(key)}" if path else quoted(key)
            case Element(position):
                path += f"[{position}]"
            case Matching(name, value):
                path += f"[{name}={str(value).lower() if isinstance(value, bool) else value}]"
            case Primary():
                path += "[primary]"
    return path


def quoted(key: str) -> str:
    """A key as a path spells it."""
    return f'"{key}"' if re.search(r"[.\[\]]", key) else key


def pick(value: Any, step: Element | Matching | Primary) -> Any:
    """The element of the list `value` that `step` chooses, or None.

    Raises:
        RecordError: It is not a list.
    """
    if not isinstance(value, list):
        raise RecordError(f"expected a list, found {kind(value)}")
    if isinstance(step, Element):
        return value[step.position] if step.position < len(value) else None
    name, wanted = step if isinstance(step, Matching) else ("primary", True)
    for item in value:
        if (type(item) is dict or isinstance(item, Mapping)) and item.get(name) == wanted:
            return item
    return value[0] if value and isinstance(step, Primary) else None


def first_value(field: Field, record: Any) -> Any:
    """What stands at the first path that is neither absent nor null nor "", or None.

    Raises:
        RecordError: Something on the way to it is neither an object nor a list.
    """
    for steps in field.steps:
        value = look_up(record, steps)
        if value is not None and value != "":
            return value
    return None


def read_field(name: str, field: Field, record: Record, findings: list[Finding] | None = None) -> Any:
    """The value of one `SourceUser` field of a record: text ("" when absent), or for `active` true, false or None.

    Findings that don't block (`Field.warns`) are added to `findings`.

    Raises:
        RecordError: It has the wrong type (NP304) or length (NP310), or its conversion refused it; `field` is `name`.
    """
    value: Any = None
    try:
        if field.together:
            value = [look_up(record, steps) for steps in field.steps]
            value = field.convert(*value) if field.convert else None
        else:
            value = first_value(field, record)
            if value is not None and field.convert is not None:
                value = field.convert(value)
    except RecordError as error:
        raise RecordError(f"{name}: {error.message}", field=name, code=error.code, remedy=error.remedy) from error
    except ValueError as error:
        if not field.warns:
            raise RecordError(f"{name}: {error}", field=name) from error
        if findings is not None:
            findings.append(finding(field.warns, f"{name}: {error}"))
        return ""
    except Exception as error:  # whatever a conversion raises blocks one person
        raise RecordError(f"{name}: {kind(value)} can't be read here", field=name) from error
    return checked(name, value)


def checked(name: str, value: Any) -> Any:
    """`value` if its type and length are those of the field `name`; absent text is "", and a custom number is text.

    Raises:
        RecordError: They are not.
    """
    if name == "active":
        if value is None or isinstance(value, bool):
            return value
        raise RecordError(f"active: expected true or false, found {kind(value)}", field=name)
    if value is None:
        return ""
    if name.startswith(CUSTOM):
        value = as_text(value)
    if not isinstance(value, str):
        raise RecordError(f"{name}: expected text, found {kind(value)}", field=name)
    if len(value) > LONGEST_TEXT:
        raise RecordError(f"{name}: {len(value)} characters; at most {LONGEST_TEXT} are read", field=name, code="NP310")
    if not is_unicode(value):
        raise RecordError(f"{name}: it holds half of a character (a lone surrogate)", field=name)
    return value


def as_text(value: Any) -> Any:
    """A number or boolean as JSON writes it, which a custom field takes for text; anything else as it is."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        try:
            return str(value)
        except ValueError:  # of more digits than Python writes
            return value
    return value


def is_unicode(text: str) -> bool:
    """Whether every character is whole: JSON can spell halves that no file or database takes."""
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def kind(value: Any) -> str:
    """What a JSON value is, in words."""
    names = {dict: "an object", list: "a list", str: "text", bool: "a boolean", int: "a number", float: "a number"}
    return "null" if value is None else names.get(type(value), type(value).__name__)


def normalize(record: Record, fields: Mapping[str, Field]) -> SourceUser:
    """The record as a `SourceUser`, by its table of fields; `custom.NAME` rows fill `custom`.

    Raises:
        RecordError: A field can't be read.
    """
    values: dict[str, Any] = {}
    custom: dict[str, str] = {}
    findings: list[Finding] = []
    for name, field in fields.items():
        if name.startswith(CUSTOM):
            custom[name.removeprefix(CUSTOM)] = read_field(name, field, record, findings)
        else:
            values[name] = read_field(name, field, record, findings)
    return SourceUser(**values, custom=custom, raw=record, findings=tuple(findings))


def unknown_fields(fields: Mapping[str, Field]) -> list[str]:
    """The names in a table that no `SourceUser` has."""
    known = {*TEXT_FIELDS, "active"}
    return [name for name in fields if name not in known and not name.startswith(CUSTOM)]
