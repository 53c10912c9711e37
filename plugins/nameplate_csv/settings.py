"""The settings of a `csv` connection."""

from collections.abc import Mapping
from pathlib import Path

from pydantic import Field, field_validator

from nameplate.model import TEXT_FIELDS
from nameplate.plugins import Settings

MAPPABLE = frozenset({*TEXT_FIELDS, "active"})


class CsvSettings(Settings):
    """The file, and how to read it."""

    file: Path
    """The file: CSV (any extension), or Excel by `.xlsx`, `.xls`, `.xlsb` or `.ods`."""
    columns: Mapping[str, str] = Field(default_factory=dict)
    """`SourceUser` field → heading of its column; headings that name a field themselves need no entry."""
    encoding: str = ""
    """The file's encoding, such as `cp932`; "" takes a byte-order mark or else UTF-8."""
    delimiter: str = Field(default="", max_length=1)
    """What separates the cells; "" finds out: comma, semicolon, tab or bar."""
    sheet: str = ""
    """The sheet of an Excel file; "" is the first."""
    active: tuple[str, ...] = ("true", "yes", "y", "1", "active", "employed", "在籍", "在職", "有効")
    """What the column `active` says of people who are active (in any case)."""
    inactive: tuple[str, ...] = ("false", "no", "n", "0", "inactive", "terminated", "left", "退職", "離職", "無効")
    """What it says of people who are not; anything else blocks the person."""
    page_size: int = Field(default=1000, ge=1, le=100_000)
    """People handed on at once."""

    @field_validator("columns")
    @classmethod
    def _known(cls, columns: Mapping[str, str]) -> Mapping[str, str]:
        if unknown := sorted(set(columns) - MAPPABLE):
            raise ValueError(f"no person has {', '.join(unknown)}; a column of your own goes to `fields`: row.Heading")
        return columns

    @field_validator("encoding")
    @classmethod
    def _is_an_encoding(cls, encoding: str) -> str:
        try:
            "".encode(encoding or "utf-8")
        except LookupError:
            raise ValueError(f"{encoding!r} is no encoding; there are utf-8, utf-16, cp932, cp1252, …") from None
        return encoding
