"""Rows of text from a file: CSV in any dialect and encoding, or a sheet of Excel."""

import codecs
import csv
import datetime as dt
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import IO, Any

from nameplate.plugins import UnexpectedAnswer
from nameplate_csv.settings import CsvSettings

EXCEL = frozenset({".xlsx", ".xlsm", ".xls", ".xlsb", ".ods"})
MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
"""Byte-order mark → encoding."""
DELIMITERS = ",;\t|"
SAMPLE = 64 * 1024
LONGEST_CELL = 1024 * 1024

Row = tuple[int, list[str]]
"""The line (or the row of a sheet) that a row begins on, from 1, and its cells."""


def read_rows(settings: CsvSettings) -> Generator[Row]:
    """Every row that is not empty, the headings first.

    Raises:
        UnexpectedAnswer: The file can't be read, is not in the encoding, or ends in the middle.
    """
    try:
        if settings.file.suffix.lower() in EXCEL:
            yield from sheet_rows(settings)
        else:
            yield from text_rows(settings)
    except OSError as error:
        raise UnexpectedAnswer(
            f"{settings.file} can't be read: {error.strerror}.", remedy="Correct `file` in the settings."
        ) from error


def text_rows(settings: CsvSettings) -> Iterator[Row]:
    """The rows of a CSV file."""
    name, sample = settings.file, beginning(settings.file)
    encoding = settings.encoding or next((one for mark, one in MARKS.items() if sample.startswith(mark)), "utf-8")
    line, width = 1, 0
    try:
        delimiter = settings.delimiter or sniff(codecs.getincrementaldecoder(encoding)().decode(sample))
        csv.field_size_limit(LONGEST_CELL)
        with name.open(encoding=encoding, newline="") as text:
            lines = Lines(text, name)
            rows = csv.reader(lines, delimiter=delimiter, strict=True)
            for row in rows:
                if any(cell.strip() for cell in row):
                    width = width or len(row)
                    if len(row) < width and not lines.ended:
                        raise cut_off(f"{name}, line {line}: the last row has {len(row)} cells of {width}")
                    yield line, row
                line = rows.line_num + 1
    except UnicodeError as error:
        raise UnexpectedAnswer(
            f"{name} is not {encoding}, as line {line} or one after it shows.",
            remedy="Set `encoding` in the settings to the file's own, such as cp932 (Japanese Windows) or cp1252.",
        ) from error
    except csv.Error as error:
        raise cut_off(f"{name}, line {line}: {error}") from error


def beginning(file: Path) -> bytes:
    """The first bytes of a file, which tell its encoding and what separates its cells."""
    with file.open("rb") as opened:
        return opened.read(SAMPLE)


def cut_off(what: str) -> UnexpectedAnswer:
    """The error for a file that ends in the middle of a row."""
    return UnexpectedAnswer(f"{what}.", remedy="The file was cut off, or a cell's quotes are not closed: export again.")


class Lines:
    """The lines of a file with their ends; `ended` says whether the last one had one."""

    def __init__(self, text: IO[str], name: Path) -> None:
        self.text = text
        self.name = name
        self.ended = True

    def __iter__(self) -> Iterator[str]:
        """Each line; a NUL, which is never text, is refused rather than read over."""
        for line in self.text:
            if "\0" in line:
                raise UnexpectedAnswer(f"{self.name} is not text.", remedy="Set `encoding`, perhaps to utf-16.")
            self.ended = line.endswith(("\n", "\r"))
            yield line


def sniff(sample: str) -> str:
    """What separates the cells: the sign that parts the headings into the most."""
    heading = next((line for line in sample.splitlines() if line.strip()), "")
    unquoted = "".join(part for number, part in enumerate(heading.split('"')) if number % 2 == 0)
    return max(DELIMITERS, key=unquoted.count)


def sheet_rows(settings: CsvSettings) -> Iterator[Row]:
    """The rows of a sheet, as text."""
    try:
        import python_calamine  # noqa: PLC0415 -- only an Excel file needs it
    except ImportError as error:
        raise UnexpectedAnswer(
            f"{settings.file} is an Excel file, and python-calamine is not installed.",
            remedy="pip install 'nameplate[csv]', or save the file as CSV.",
        ) from error
    try:
        with python_calamine.CalamineWorkbook.from_path(settings.file) as book:
            names = book.sheet_names
            if settings.sheet and settings.sheet not in names:
                raise UnexpectedAnswer(
                    f"{settings.file} has no sheet {settings.sheet!r}; there are {', '.join(names)}.",
                    remedy="Correct `sheet` in the settings.",
                )
            sheet = book.get_sheet_by_name(settings.sheet or names[0])
            top = (sheet.start or (0, 0))[0]
            for number, cells in enumerate(sheet.iter_rows(), top + 1):
                row = [cell_text(cell) for cell in cells]
                if any(row):
                    yield number, row
    except python_calamine.CalamineError as error:
        raise UnexpectedAnswer(
            f"{settings.file} can't be read as an Excel file: {error}", remedy="It was cut off, or has a password."
        ) from error


def cell_text(cell: Any) -> str:
    """A cell as the text that a person sees: whole numbers without a point, dates as ISO 8601."""
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, dt.datetime) and cell.time() == dt.time():
        return cell.date().isoformat()
    return cell.isoformat() if isinstance(cell, dt.date | dt.time) else str(cell)
