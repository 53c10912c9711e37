"""Chosen names: what a person asked for, in a CSV file of email, attribute, value, reason, until."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

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
    except (OSError, UnicodeDecodeError) as error:
        raise _refused(finding("NP113", f"the chosen names can't be read: {error}", file=path.name)) from error
    reader = csv.DictReader(io.StringIO(text, newline=""), skipinitialspace=True)
    columns = [(name or "").strip().lower() for name in reader.fieldnames or ()]
    if missing := [name for name in COLUMNS[:3] if name not in columns]:
        message = f"the first line must name the columns {', '.join(COLUMNS)}; missing: {', '.join(missing)}"
        raise _refused(finding("NP113", message, file=path.name, line=1))
    reader.fieldnames = columns
    rows: dict[str, list[ChosenName]] = {}
    errors: list[Finding] = []
    remarks: list[Finding] = []
    for cells in reader:
        row = {name: (cells.get(name) or "").strip() for name in COLUMNS}
        _take(row, f"{path.name}:{reader.line_num}", today, rows, errors, remarks)
    if errors:
        raise ConfigurationError("The chosen names can't be read.", findings=errors)
    return ChosenNames({email: tuple(own) for email, own in rows.items()}, tuple(remarks))


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
    if not any(row.values()):
        return
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
