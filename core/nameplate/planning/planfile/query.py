"""Changes out of a plan file: filtered, paged, and streamed in short reads that leave the file free for a push."""

import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from nameplate.findings import Finding
from nameplate.model import AttributeChange, Change
from nameplate.planning.planfile.codec import CHANGE_COLUMNS, FINDING_COLUMNS, change_from, finding_from

PAGE = 500


@dataclass(frozen=True)
class Filters:
    """Who is wanted; None and "" let everybody pass."""

    ids: Collection[int] | None = None
    actions: Collection[str] | None = None
    connections: Collection[str] | None = None
    regions: Collection[str] | None = None
    users: Collection[str] | None = None
    directory: str | None = None
    text: str = ""
    attribute: str = ""
    code: str = ""
    attempted: bool = False

    def where(self) -> tuple[str, list[Any]]:
        """The condition in SQL, and its values."""
        parts: list[str] = ["1"]
        values: list[Any] = []

        def add(part: str, *bound: Any) -> None:
            parts.append(part)
            values.extend(bound)

        columns = (
            ("id", self.ids),
            ("action", self.actions),
            ("connection", self.connections),
            ("region", self.regions),
        )
        for column, wanted in columns:
            if wanted is not None:
                bound = [value if isinstance(value, int) else str(value) for value in wanted]
                null = f" or {column} is null" if "" in bound else ""
                add(f"({column} in ({marks(bound)}){null})", *bound)
        if self.users is not None:
            one = "(char(10) || addresses || char(10) like ? escape '\\' or source_id = ? or account_id = ?)"
            bound = [value for user in self.users for value in (f"%\n{literal(user.casefold())}\n%", user, user)]
            add(f"({' or '.join([one] * len(self.users)) or '0'})", *bound)
        if self.directory is not None:
            add("directory = ?", self.directory)
        if self.text:
            pattern = f"%{literal(self.text)}%"
            add(
                "(person like ?1 escape '\\' or user_name like ?1 escape '\\' or addresses like ?1 escape '\\'"
                " or exists(select 1 from attribute where change_id = change.id"
                " and (before like ?1 escape '\\' or after like ?1 escape '\\')))".replace("?1", "?"),
                *[pattern] * 5,
            )
        if self.attribute:
            add("exists(select 1 from attribute where change_id = change.id and path = ?)", self.attribute)
        if self.code:  # `+` keeps SQLite from the index on codes: it would be walked once for every change
            add("exists(select 1 from finding where change_id = change.id and +code = ?)", self.code)
        if self.attempted:
            add("exists(select 1 from attempt where change_id = change.id)")
        return " and ".join(parts), values


def marks(values: Collection[Any]) -> str:
    """As many question marks as there are values."""
    return ",".join("?" * len(values))


def literal(text: str) -> str:
    """`text` for LIKE, its signs meaning themselves."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def count_changes(database: sqlite3.Connection, filters: Filters) -> int:
    """How many changes pass."""
    where, values = filters.where()
    count: int = database.execute(f"select count(*) from change where {where}", values).fetchone()[0]  # noqa: S608 -- no text of a caller's
    return count


def read_changes(
    database: sqlite3.Connection, filters: Filters, *, limit: int | None = None, offset: int = 0
) -> Iterator[Change]:
    """The changes that pass, by id."""
    return islice(pages(database, filters, offset, PAGE if limit is None else min(limit, PAGE)), limit)


def pages(database: sqlite3.Connection, filters: Filters, offset: int, size: int) -> Iterator[Change]:
    """The changes that pass, `size` a read; the next read goes on behind the last id."""
    where, values = filters.where()
    query = f"select {CHANGE_COLUMNS} from change where id > ? and {where} order by id limit ? offset ?"  # noqa: S608 -- no text of a caller's
    last = -1
    while rows := database.execute(query, [last, *values, size, offset]).fetchall():
        yield from whole(database, rows)
        last, offset = rows[-1][0], 0


def whole(database: sqlite3.Connection, rows: list[tuple[Any, ...]]) -> Iterator[Change]:
    """The changes in `rows` with what belongs to them."""
    ids = [row[0] for row in rows]
    attributes: defaultdict[int, list[AttributeChange]] = defaultdict(list)
    findings: defaultdict[int, list[Finding]] = defaultdict(list)
    needs: defaultdict[int, list[int]] = defaultdict(list)
    belonging = f"where change_id in ({marks(ids)})"
    for change_id, *rest in database.execute(
        f"select change_id, path, before, after, rule from attribute {belonging} order by change_id, position",  # noqa: S608 -- as above
        ids,
    ):
        attributes[change_id].append(AttributeChange(*rest))
    for change_id, *rest in database.execute(
        f"select change_id, {FINDING_COLUMNS} from finding {belonging} order by id",  # noqa: S608 -- as above
        ids,
    ):
        findings[change_id].append(finding_from(rest))
    for change_id, needed in database.execute(
        f"select change_id, needs from dependency {belonging} order by needs",  # noqa: S608 -- as above
        ids,
    ):
        needs[change_id].append(needed)
    for row in rows:
        key = row[0]
        yield change_from(row, tuple(attributes[key]), tuple(findings[key]), tuple(needs[key]))
