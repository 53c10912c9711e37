"""`Change` and `Finding` as rows of a plan file, and back; "" is null where a column may be absent."""

from collections.abc import Iterable, Iterator
from typing import Any

from nameplate.findings import Finding, Level
from nameplate.model import Action, AttributeChange, Change, Identity

CHANGE_COLUMNS = (
    "id, directory, connection, region, source_id, account_id, user_name, person, action, "
    "external_id_before, user_name_before, email_before, active_before, addresses"
)
FINDING_COLUMNS = 'code, level, message, remedy, attribute, file, line, "column", plugin'


def change_row(change: Change) -> tuple[Any, ...]:
    """The change in the order of CHANGE_COLUMNS."""
    before = change.before
    return (
        change.id,
        change.directory,
        change.connection or None,
        change.region or None,
        change.source_id or None,
        change.account_id or None,
        change.user_name,
        change.person,
        str(change.action),
        *((None,) * 4 if before is None else (before.external_id, before.user_name, before.email, before.active)),
        "\n".join(change.addresses),
    )


def attribute_rows(change: Change) -> Iterator[tuple[Any, ...]]:
    """The change's attributes, in the order in which a request names them."""
    for position, row in enumerate(change.attributes):
        yield change.id, position, row.path, row.before, row.after, row.rule


def finding_row(found: Finding, change_id: int | None) -> tuple[Any, ...]:
    """The finding, after the id of its change, in the order of FINDING_COLUMNS."""
    return (
        change_id,
        found.code,
        str(found.level),
        found.message,
        found.remedy,
        found.attribute,
        found.file,
        found.line,
        found.column,
        found.plugin,
    )


def finding_from(row: Iterable[Any]) -> Finding:
    """The finding in a row of FINDING_COLUMNS."""
    code, level, *rest = row
    return Finding(code, Level(level), *rest)


def change_from(
    row: tuple[Any, ...],
    attributes: tuple[AttributeChange, ...],
    findings: tuple[Finding, ...],
    needs: tuple[int, ...],
) -> Change:
    """The change in a row of CHANGE_COLUMNS."""
    number, directory, connection, region, source_id, account_id, user_name, person, action, *before, addresses = row
    external_id, user_name_before, email_before, active_before = before
    identity = (
        None
        if active_before is None
        else Identity(external_id or "", user_name_before or "", email_before or "", active=bool(active_before))
    )
    return Change(
        number,
        directory,
        connection or "",
        region or "",
        source_id or "",
        account_id or "",
        user_name,
        person,
        Action(action),
        attributes,
        findings,
        identity,
        needs,
        tuple(addresses.split("\n")) if addresses else (),
    )
