"""Reads a connection's people from a snapshot."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import compress
from pathlib import Path
from typing import Any

from nameplate.errors import ReadError, UnexpectedAnswer
from nameplate.model import EVERYTHING, BadRecord, SourceUser
from nameplate.plugins import AnyConnector, Record, Scope
from nameplate.plugins.lines import LineReader, compile_line_reader
from nameplate.reading.closing import AGAIN, KEY, Closing, closing_of, find_closing, require_groups
from nameplate.reading.json_stream import Envelope, Item, read_values
from nameplate.reading.known import Batch, Known, Unchanged, digest_of_memberships, digest_of_record
from nameplate.reading.lane import Lane
from nameplate.reading.paging import located
from nameplate.reading.recognition import Recognition
from nameplate.reading.records import Memberships, Person, Place, RecordReader, normalizes_by_table
from nameplate.reading.selection import Selection, Unselected
from nameplate.reading.snapshot_file import BLOCK, blocks, new_digest
from nameplate.reading.status import ReadStatus
from nameplate.reading.wholeness import check_closing, why_incomplete

MOST_FORESEEN = 1_000_000
"""People for whose ids there is room from the start, however many more a file seems to hold: a directory's limit."""


class SnapshotReader:
    """One snapshot, read once.

    Args:
        path: The file.
        connector: Whose records it should hold.
        selection: What is read of them.
        scope: Who is read; the identity provider's own filters were applied when the file was taken.
        status: Kept up to date; `read_from` is how the file is called in messages.
        declared_complete: The configuration says that the file holds everyone.
        others: The other connectors, to say whose records a wrong file holds.
    """

    def __init__(
        self,
        path: Path,
        connector: AnyConnector,
        selection: Selection,
        scope: Scope,
        status: ReadStatus,
        *,
        declared_complete: bool = False,
        others: Iterable[AnyConnector] = (),
    ) -> None:
        self.path = path
        self.connector = connector
        self.selection = selection
        self.scope = scope
        self.status = status
        self.declared_complete = declared_complete
        self.file = status.read_from
        self.digest = new_digest()
        self.records = 0
        self.before = 0
        self.closing: Closing | None = None
        self.envelope: Mapping[str, Any] | None = None
        self.recognition = Recognition(connector, others, self.file)
        self.unselected = Unselected(selection) if connector.selects else None
        self.unselected_then: frozenset[str] = frozenset()

    def batches(self, known: Known | None = None) -> Iterator[Batch]:
        """The people, a block of the file at a time.

        Args:
            known: What was kept of an earlier read. Whoever is known is not read again.

        Raises:
            ReadError: The file can't be read, is not whole, or is another identity provider's.
        """
        groups, scope = self.memberships()
        members = list(scope.values())
        reader = RecordReader(self.connector, self.selection, groups, self.status)
        lane = Lane(self.line_reader(), known)
        if known is not None:
            self.status.memberships = digest_of_memberships(groups, scope)
            self.unselected_then = known.begin(self.status.memberships)
        for items in read_values(blocks(self.path, self.file, self.digest), self.file, lane.reader):
            if not self.records:
                reader.seen.reserve(min(len(items) * size_of(self.path) // BLOCK, MOST_FORESEEN))
            batch = self.plain_batch(items, reader, known) or self.batch(items, reader, known)
            if members:
                batch = narrowed(batch, members)
            self.settle(lane)
            if batch.people:
                self.status.pages += 1
                self.status.people += len(batch.people)
                yield batch
        self.finish()

    def line_reader(self) -> LineReader | None:
        """Reads people off lines; None where somebody has to see the records as they are."""
        needs = self.selection.needs
        if self.scope.values or needs.raw or EVERYTHING in needs.fields or not normalizes_by_table(self.connector):
            return None
        return compile_line_reader(self.selection.fields)

    def settle(self, lane: Lane) -> None:
        """Let the lane look less closely, once it is clear whose records they are and which keys they have."""
        if self.recognition.clear:
            missing = self.unselected.missing.keys() if self.unselected is not None else frozenset()
            lane.settled = not missing
            lane.settled_by_known = missing <= self.unselected_then

    def memberships(self) -> tuple[Memberships, Memberships]:
        """The members of the groups that conditions name, and of the scope's, from the end of the file."""
        needed = self.selection.needs.groups
        if not needed and not self.scope.groups:
            return {}, {}
        closing = find_closing(self.path, self.file)
        within = require_groups(closing, self.scope.groups, self.file)
        return require_groups(closing, needed, self.file, globs=True), within

    def plain_batch(self, items: list[Item], reader: RecordReader, known: Known | None) -> Batch | None:
        """The people, where all items are people read off their lines, and new; None where one has to be looked at."""
        people: Sequence[Any] = [item for item, _ in items]
        digests: Sequence[str] = [""] * len(items)
        if known is not None:
            if set(map(type, people)) != {tuple}:
                return None
            people, then, digests = zip(*people, strict=True)
            if any(then):
                return None
        if self.closing is not None or set(map(type, people)) != {SourceUser} or not reader.keep_all(people):
            return None
        self.records += len(people)
        self.before = items[-1][1]
        return Batch(people, digests)

    def batch(self, items: list[Item], reader: RecordReader, known: Known | None) -> Batch:
        """The people among the items who are in scope, as far as a record shows it."""
        people: list[Person | Unchanged] = []
        digests: list[str] = []
        person: Person | Unchanged | None
        for item, line in items:
            if self.closing is not None:
                raise UnexpectedAnswer(f"{self.file}:{line}: something follows the closing line.", remedy=AGAIN)
            record, then, digest = item, None, ""
            if type(item) is tuple:
                record, then, digest = item
            elif known is not None:
                digest, then = by_digest(item, known)
            if then is not None:
                person = self.unchanged(then, record, line, reader)
            elif type(record) is SourceUser:
                self.records += 1
                person = reader.keep(record, line, self.place)
            elif self.is_about_the_file(record, line):
                continue
            else:
                person = self.read(record, line, reader)
            if person is not None:
                people.append(person)
                digests.append(digest)
            self.before = line
        return Batch(people, digests)

    def unchanged(self, then: Unchanged, record: Any, line: int, reader: RecordReader) -> Unchanged | None:
        """Who is known by their record, unless that repeats an earlier one; the record is looked at if it is there."""
        self.records += 1
        if record is not None:
            self.look_at(record, line)
        return then if reader.is_new(then.source_id, then, line, self.place) else None

    def read(self, record: Any, line: int, reader: RecordReader) -> Person | None:
        """The person of a record, unless it is out of scope or repeats an earlier one."""
        self.records += 1
        if isinstance(record, dict):
            self.look_at(record, line)
            if self.scope.values and not self.in_scope(record, line):
                return None
        return reader.read(record, line, self.place)

    def is_about_the_file(self, record: Any, line: int) -> bool:
        """Whether it is no person, but the end of a list response or of the file; what it says is noted."""
        if type(record) is Envelope or is_empty_page(record):
            self.envelope = record
            return True
        if isinstance(record, dict) and KEY in record:
            self.closing = closing_of(record, f"{self.file}:{line}")
            return True
        return False

    def look_at(self, record: Mapping[str, Any], line: int) -> None:
        """See whose record it is, and what it has.

        Raises:
            UnexpectedAnswer: It is another identity provider's.
        """
        self.recognition.see(record, line)
        if self.unselected is not None:
            self.unselected.see(record)

    def in_scope(self, record: Record, line: int) -> bool:
        """Whether the record is in scope; what the connector stumbles over is.

        Raises:
            ReadError: The record lacks what the scope needs.
        """
        try:
            return self.connector.in_scope(record, self.scope)
        except ReadError as error:
            raise located(error, f"{self.file}:{line}") from error.__cause__
        except Exception:  # noqa: BLE001 -- a broken record is judged where it is read
            return True

    def place(self, line: int) -> Place:
        """Where the record of a line stands; the file's records are counted where a line has several."""
        return Place(self.file, line, f"record {self.records}" if line == self.before else "")

    def finish(self) -> None:
        """Judge the file as a whole.

        Raises:
            UnexpectedAnswer: Nobody is in it, it is someone else's, or it is not what its closing line says.
        """
        if not self.records:
            raise UnexpectedAnswer(
                f"{self.file}: nobody is in it.", remedy=f"An empty file never means that everyone left. {AGAIN}"
            )
        self.recognition.judge(self.records)
        if self.closing is not None:
            check_closing(self.closing, self.records, self.selection, self.file)
        self.status.snapshot_hash = self.digest.hexdigest()
        self.status.incomplete = why_incomplete(self.closing, self.envelope, declared=self.declared_complete)
        self.status.complete = not self.status.incomplete
        if self.unselected is not None and (self.closing is None or self.closing.fields is None):
            self.status.unselected = frozenset(self.unselected.missing)


def size_of(path: Path) -> int:
    """The file's bytes, 0 where they can't be told."""
    try:
        return path.stat().st_size
    except OSError:
        return 0


def by_digest(record: Any, known: Known) -> tuple[str, Unchanged | None]:
    """The digest of a record that does not stand in a line of its own, and who is known by it."""
    digest = digest_of_record(record) if type(record) is dict else ""
    return digest, known.take(digest) if digest else None


def is_empty_page(record: Any) -> bool:
    """Whether it is Google's last list response, which has no `users` where there are none left."""
    return isinstance(record, dict) and record.get("kind") == "admin#directory#users"


def narrowed(batch: Batch, groups: Sequence[frozenset[str]]) -> Batch:
    """Those of a batch who are members of one of the groups."""
    members = [within(person, groups) for person in batch.people]
    return Batch(list(compress(batch.people, members)), list(compress(batch.digests, members)))


def within(person: Person | Unchanged, groups: Iterable[frozenset[str]]) -> bool:
    """Whether the person is a member of one of the groups, or may be: a record without an id can't be judged.

    Whoever is unchanged was a member, and the members are as they were.
    """
    if not isinstance(person, SourceUser | BadRecord):
        return True
    return any(person.id in members for members in groups) or (isinstance(person, BadRecord) and not person.id)
