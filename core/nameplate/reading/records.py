"""Raw records to people: what can't be read is one blocked person, never a lost page."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple, Protocol

from msgspec.structs import force_setattr

from nameplate.errors import RecordError
from nameplate.findings import Finding, Level, finding
from nameplate.model import BadRecord, SourceUser
from nameplate.plugins import AnyConnector, Connector, Field, Record
from nameplate.plugins.compiling import Normalizer, compile_normalizer
from nameplate.plugins.fields import checked, kind, look_up, read_field, spelled
from nameplate.reading.json_stream import Damaged
from nameplate.reading.seen import SeenIds
from nameplate.reading.selection import Selection
from nameplate.reading.status import ReadStatus

Person = SourceUser | BadRecord
Memberships = Mapping[str, frozenset[str]]
"""Group, as the configuration mentions it → ids of its members."""

MOST_REPEATS = 100
"""Repeated records that have a finding each."""


class Place(NamedTuple):
    """Where a record stands, for findings: file and line of a snapshot, or words for a page of a live read."""

    file: str = ""
    line: int = 0
    words: str = ""


class Named(Protocol):
    """Somebody with a name."""

    @property
    def person(self) -> str:
        """The name by which people know them."""
        ...


class RecordReader:
    """Reads the records of one connection; keeps count in `status`.

    Args:
        connector: The connector.
        selection: What is read.
        groups: The groups that the configuration mentions, with their members.
        status: Where unreadable ids and repeated records are noted.
    """

    def __init__(self, connector: AnyConnector, selection: Selection, groups: Memberships, status: ReadStatus) -> None:
        self.fields = {**connector.fields, **selection.fields}
        self.wanted = selection.fields
        self.normalize = normalizer(connector, selection.fields)
        self.groups = sorted(groups.items())
        self.status = status
        self.seen = SeenIds()
        self.repeats = 0

    def read(self, record: Any, number: int, place: Callable[[int], Place]) -> Person | None:
        """The record's person, or None where it repeats an earlier one: the first counts, with a warning.

        Args:
            record: The record, whatever it is.
            number: Its line in a snapshot, or its number on a page.
            place: Where the record of a number stands.
        """
        try:
            if type(record) is not dict and (wrong := unusable(record)):
                raise RecordError(wrong)  # noqa: TRY301 -- one way out for whatever is wrong with it
            person: Person = self.normalize(record)
            if not person.id.strip():
                raise RecordError("id: there is none", field="id")  # noqa: TRY301
        except RecordError as error:
            person = self.bad(record, error, place(number))
            if not person.id:
                self.status.unreadable_ids += 1
                return person
        else:
            if person.findings:
                force_setattr(person, "findings", tuple(at(place(number), one) for one in person.findings))
        return self.keep(person, number, place)

    def keep(self, person: Person, number: int, place: Callable[[int], Place]) -> Person | None:
        """A person whose record was read, with their groups; None where they are there already."""
        if self.groups and type(person) is SourceUser:
            identity = person.id
            names = tuple(name for name, members in self.groups if identity in members)
            force_setattr(person, "groups", names)
        if self.seen.add(person.id):
            return person
        self.repeated(person.id, person.person, place(number))
        return None

    def keep_all(self, people: Sequence[SourceUser]) -> bool:
        """Keep people whose records were read, all of them; False, and nothing is done, where it isn't so simple."""
        return not self.groups and self.seen.add_all([person.id for person in people])

    def is_new(self, identity: str, person: Named, number: int, place: Callable[[int], Place]) -> bool:
        """Whether nobody with this id was read; otherwise that is noted."""
        if self.seen.add(identity):
            return True
        self.repeated(identity, person.person, place(number))
        return False

    def bad(self, record: Any, error: RecordError, place: Place) -> BadRecord:
        """What can be read of a record that can't be read, and all that is wrong with it."""
        if not isinstance(record, Mapping):
            return BadRecord("", (at(place, finding("NP303", error.message)),))
        errors = [error] if isinstance(record, Damaged) else [*self.errors(record)] or [error]
        known = {
            name: lenient(name, self.fields[name], record)
            for name in ("id", "user_name", "email", "display_name", "given_name", "family_name", "active")
            if name in self.fields
        }
        name = known.get("display_name") or f"{known.get('given_name', '')} {known.get('family_name', '')}".strip()
        identity = known.get("id", "")
        return BadRecord(
            identity if identity.strip() else "",
            tuple(at(place, finding_of(one)) for one in errors),
            known.get("user_name", ""),
            known.get("email", ""),
            name,
            known.get("active"),
        )

    def errors(self, record: Record) -> Iterable[RecordError]:
        """Every wanted field that can't be read; where several lie in what is no object, the first of them."""
        told: set[str] = set()
        for name, field in self.wanted.items():
            try:
                value = read_field(name, field, record)
                if name == "id" and not value.strip():
                    yield RecordError("id: there is none", field="id")
            except RecordError as error:
                place = stuck_at(field, record)
                if not place or place not in told or name == "id":
                    yield error
                told.add(place)

    def repeated(self, identity: str, person: str, place: Place) -> None:
        """Note that a record repeats an earlier one."""
        self.repeats += 1
        if self.repeats > MOST_REPEATS + 1:
            return
        message = f"The record of {person} has the id of an earlier one ({identity}); the first counts."
        if self.repeats > MOST_REPEATS:
            message = f"More records repeat earlier ones than the {MOST_REPEATS} that are listed; the first counts."
        remedy = "Run the preview again."
        if place.file:
            remedy = "Leave one of the two in the file; a snapshot is best taken again, in one go."
        self.status.findings.append(at(place, finding("NP312", message, remedy=remedy)))


def normalizes_by_table(connector: AnyConnector) -> bool:
    """Whether a connector's table of fields says all, and no `normalize` of its own."""
    return getattr(connector.normalize, "__func__", None) is getattr(Connector.normalize, "__func__", None)


def normalizer(connector: AnyConnector, fields: Mapping[str, Field]) -> Normalizer:
    """The compiled table; or a connector's own `normalize`, with what the connection's `fields` add."""
    if normalizes_by_table(connector):
        return compile_normalizer(fields, fields)
    added = {name: field for name, field in fields.items() if connector.fields.get(name) is not field}

    def normalize(record: Record) -> SourceUser:
        try:
            person = connector.normalize(record)
        except RecordError:
            raise
        except Exception as error:
            raise RecordError(f"{connector.name} can't read it: {type(error).__name__}: {error}") from error
        custom = dict(person.custom)
        for name, field in added.items():
            value = read_field(name, field, record)
            if name.startswith("custom."):
                custom[name.removeprefix("custom.")] = value
            else:
                force_setattr(person, name, value)
        for name in person.__struct_fields__:
            if name in connector.fields:
                checked(name, getattr(person, name))
        force_setattr(person, "custom", custom)
        return person

    return normalize


def unusable(record: Any) -> str:
    """What is wrong with a record as a whole, or ""."""
    if isinstance(record, Damaged):
        return "The record holds text that is not Unicode, or a number that is none."
    return "" if isinstance(record, Mapping) else f"Expected an object for each person, found {kind(record)}."


def stuck_at(field: Field, record: Record) -> str:
    """The path of the value that a field lies in, and that is no object or list as it should be; "" for none."""
    for steps in field.steps:
        for length in range(1, len(steps) + 1):
            try:
                look_up(record, steps[:length])
            except RecordError:
                return spelled(steps[: length - 1])
    return ""


def lenient(name: str, field: Field, record: Record) -> Any:
    """The value of a field, or what stands for an absent one."""
    try:
        value = read_field(name, field, record)
    except RecordError:
        return None if name == "active" else ""
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value


def finding_of(error: RecordError) -> Finding:
    """The finding of an error; whatever is wrong with an id, the record has no readable one."""
    code = "NP302" if error.field == "id" else error.code
    return finding(code, error.message, level=Level.ERROR, remedy=error.remedy, attribute="")


def at(place: Place, one: Finding) -> Finding:
    """The finding with the record's place."""
    message = f"{place.words}: {one.message}" if place.words else one.message
    return finding(one.code, message, level=one.level, remedy=one.remedy, file=place.file, line=place.line)
