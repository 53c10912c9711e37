"""Chosen names: what a person asked for, in a CSV file of email, attribute, value, reason, until."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import msgspec

from nameplate.config.models import Config
from nameplate.errors import ConfigurationError
from nameplate.findings import Finding, finding
from nameplate.mapping.environment import suggestion
from nameplate.model.attributes import ACTIVE, INDEX, NAMES

COLUMNS = ("email", "attribute", "value", "reason", "until")


@dataclass(frozen=True)
class ChosenName:
    """One row: it overrides the rule for `attribute`, up to and including its last day."""

    email: str
    attribute: str
    value: str
    reason: str
    until: date | None
    address: str
    """`people.csv:3`."""

    @property
    def index(self) -> int:
        """The attribute's place in ATTRIBUTES."""
        return INDEX[self.attribute]


@dataclass(frozen=True)
class ChosenNames:
    """The rows that hold today, by address."""

    by_email: Mapping[str, tuple[ChosenName, ...]] = field(default_factory=dict)
    """Address, casefolded → rows."""
    remarks: tuple[Finding, ...] = ()
    """Unknown attributes, and dates that can't be read."""

    def of(self, email: str, user_name: str) -> tuple[ChosenName, ...]:
        """The rows for a person, found by source address or user name."""
        rows = self.by_email.get(email.casefold(), ())
        return rows or self.by_email.get(user_name.casefold(), ())


def read_chosen_names(path: Path, today: date) -> ChosenNames:
    """The rows of a file that hold today.

    Raises:
        ConfigurationError: The file, or a row of it, can't be read (NP113).
    """
    try:
        text = path.read_text("utf-8-sig")
        lines = list(_lines(text))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise _refused(finding("NP113", f"the chosen names can't be read: {error}", file=path.name)) from error
    columns = [name.lower() for name in lines[0][1]] if lines else []
    if missing := [name for name in COLUMNS[:3] if name not in columns]:
        message = f"the first line must name the columns {', '.join(COLUMNS)}; missing: {', '.join(missing)}"
        raise _refused(finding("NP113", message, file=path.name, line=1))
    rows: dict[str, list[ChosenName]] = {}
    errors: list[Finding] = []
    remarks: list[Finding] = []
    for number, cells in lines[1:]:
        if len(cells) != len(columns):
            errors.append(_count(cells, columns, path.name, number))
            continue
        row = dict.fromkeys(COLUMNS, "") | dict(zip(columns, cells, strict=True))
        _take(row, f"{path.name}:{number}", today, rows, errors, remarks)
    if errors:
        raise ConfigurationError("The chosen names can't be read.", findings=errors)
    return ChosenNames({email: tuple(own) for email, own in rows.items()}, tuple(remarks))


def chosen_names_of(config: Config, today: date) -> ChosenNames:
    """The chosen names of a configuration that hold today; none where it names no file.

    Raises:
        ConfigurationError: The file is not there, or it or a row of it can't be read (NP113).
    """
    path, root = config.exceptions, config.file.parent
    if path is None:
        return ChosenNames()
    if not path.is_file():
        line, column = config.position("exceptions")
        message = f"there is no file of chosen names {path}"
        raise _refused(finding("NP113", message, file=str(config.file), line=line, column=column))
    try:
        return read_chosen_names(path, today)
    except ConfigurationError as error:
        base = root.absolute()
        shown = str(root / path.relative_to(base)) if path.is_relative_to(base) else str(path)
        findings = [msgspec.structs.replace(found, file=shown) for found in error.findings]
        raise ConfigurationError(error.message, findings=findings) from error


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """Number and cells of each line that is not empty."""
    reader = csv.reader(io.StringIO(text, newline=""), skipinitialspace=True)
    for row in reader:
        cells = [cell.strip() for cell in row]
        if any(cells):
            yield reader.line_num, cells


def _count(cells: Sequence[str], columns: Sequence[str], file: str, line: int) -> Finding:
    few = len(cells) < len(columns)
    return finding(
        "NP113",
        f"the line has {len(cells)} of the {len(columns)} cells that the first line names: {', '.join(columns)}"
        if few
        else f"the line has {len(cells)} cells, the first line only {len(columns)}: {', '.join(columns)}",
        remedy="Write a comma for each cell that is empty; an empty value clears the attribute."
        if few
        else "Put a value that has a comma in it between double quotes.",
        file=file,
        line=line,
    )


def _take(
    row: Mapping[str, str],
    address: str,
    today: date,
    rows: dict[str, list[ChosenName]],
    errors: list[Finding],
    remarks: list[Finding],
) -> None:
    file, _, line = address.rpartition(":")
    where = {"file": file, "line": int(line)}
    try:
        until = date.fromisoformat(row["until"]) if row["until"] else None
    except ValueError:
        errors.append(finding("NP113", f"until: {row['until']!r} is not a date such as 2026-12-31", **where))  # type: ignore[arg-type]
        return
    if "@" not in row["email"]:
        errors.append(finding("NP113", f"email: {row['email']!r} is not an address", **where))  # type: ignore[arg-type]
        return
    attribute = row["attribute"]
    if attribute not in NAMES[:ACTIVE]:
        hint = suggestion(attribute, NAMES[:ACTIVE])
        remarks.append(finding("NP114", f"{attribute!r} is not an attribute that can be chosen{hint}", **where))  # type: ignore[arg-type]
        return
    if until is None or until >= today:
        chosen = ChosenName(row["email"], attribute, row["value"], row["reason"], until, address)
        own = rows.setdefault(row["email"].casefold(), [])
        for earlier in [one for one in own if one.attribute == attribute]:
            own.remove(earlier)
            message = f"{row['email']} has another {attribute} at {earlier.address}; this one holds"
            remarks.append(finding("NP114", message, **where))  # type: ignore[arg-type]
        own.append(chosen)


def _refused(remark: Finding) -> ConfigurationError:
    return ConfigurationError(remark.message, findings=(remark,))
