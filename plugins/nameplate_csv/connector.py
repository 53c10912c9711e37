"""Reads people from a file, a thousand rows at a time."""

from collections.abc import Generator, Mapping, Sequence
from itertools import islice
from typing import Any, ClassVar, Self

from nameplate.plugins import Connector, Field, Page, Query, Record, UnexpectedAnswer, UnknownGroup
from nameplate_csv.fields import FIELDS, field_of
from nameplate_csv.rows import Row, read_rows
from nameplate_csv.settings import CsvSettings


class Csv(Connector[CsvSettings]):
    """A CSV or Excel file, one person a row. There is no scope: regions choose by columns."""

    name: ClassVar[str] = "csv"
    settings_model: ClassVar[type[CsvSettings]] = CsvSettings
    fields: ClassVar[Mapping[str, Field]] = FIELDS
    whole: ClassVar[bool] = True

    async def __aenter__(self) -> Self:
        """Nothing is read before the first page."""
        self.rows: Generator[Row] | None = None
        self.ahead: list[Row] = []
        self.last: tuple[str | None, Page] | None = None
        return self

    async def __aexit__(self, *exc: object) -> None:
        """Close the file."""
        if self.rows is not None:
            self.rows.close()

    async def fetch(self, query: Query, cursor: str | None) -> Page:
        """The next rows of the file, which is read once from top to bottom."""
        if query.group or query.scope.groups:
            raise UnknownGroup("A file has no groups.", remedy="Choose people by a column: when: {department: […]}.")
        if self.last is not None and cursor is not None and self.last[0] == cursor:
            return self.last[1]
        if cursor is None or self.rows is None:
            self.rows = self.start()
        rows = [*self.ahead, *islice(self.rows, self.settings.page_size + 1 - len(self.ahead))]
        rows, self.ahead = rows[: self.settings.page_size], rows[self.settings.page_size :]
        following = str(int(cursor or 0) + len(rows)) if self.ahead else None
        page = Page([self.record(line, row) for line, row in rows], following)
        self.last = cursor, page
        return page

    def start(self) -> Generator[Row]:
        """Read the headings; the rows after them.

        Raises:
            UnexpectedAnswer: There are none, one comes twice, or one that is needed is not there.
        """
        rows, self.ahead = read_rows(self.settings), []
        _, self.headings = next(rows, (0, []))
        self.headings = [heading.strip() for heading in self.headings]
        self.columns = place_columns(self.headings, self.settings)
        known = (*self.settings.active, *self.settings.inactive)
        self.states = {text.casefold(): text in self.settings.active for text in known}
        return rows

    def record(self, line: int, row: Sequence[str]) -> dict[str, Any]:
        """A row as a record."""
        cells = [cell.strip() for cell in row]
        record: dict[str, Any] = {
            name: cells[position] for name, position in self.columns.items() if position < len(cells)
        }
        state = record.get("active")
        if state:
            record["active"] = self.states.get(state.casefold(), state)
        if len(cells) < len(self.headings) or any(cells[len(self.headings) :]):
            record["problem"] = f"line {line} has {len(cells)} cells, the headings are {len(self.headings)}"
        return {**record, "row": dict(zip(self.headings, cells, strict=False))}

    @classmethod
    def recognizes(cls, record: Record) -> bool:
        """A record with its whole row."""
        return isinstance(record.get("row"), Mapping)


def place_columns(headings: Sequence[str], settings: CsvSettings) -> dict[str, int]:
    """Field → position of its column.

    Raises:
        UnexpectedAnswer: As `Csv.start` says.
    """
    file = settings.file
    if twice := sorted({heading for heading in headings if heading and headings.count(heading) > 1}):
        raise UnexpectedAnswer(f"{file} has several columns {', '.join(twice)}.", remedy="Rename all but one.")
    if missing := [heading for heading in settings.columns.values() if heading not in headings]:
        raise UnexpectedAnswer(
            f"{file} has no column {', '.join(missing)}; there are {', '.join(filter(None, headings)) or 'none'}.",
            remedy="Correct `columns` in the settings, or `delimiter` and `encoding`.",
        )
    columns = {name: headings.index(heading) for name, heading in settings.columns.items()}
    for position, heading in enumerate(headings):
        if position not in columns.values() and (name := field_of(heading)):
            columns.setdefault(name, position)
    if "id" not in columns and "employee_id" in columns:
        columns["id"] = columns["employee_id"]
    if "id" not in columns:
        raise UnexpectedAnswer(
            f"{file} has no column `id`, and no employee number.",
            remedy="Say which column never changes for a person: columns: {id: Heading}.",
        )
    return columns
