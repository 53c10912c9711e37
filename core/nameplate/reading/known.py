"""People known from an earlier read of the same records, by the records' digests."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, Protocol

import orjson

from nameplate.reading.records import Memberships, Person


class Unchanged(Protocol):
    """What was kept of a person whose record is as it was."""

    @property
    def source_id(self) -> str:
        """The id in the record."""
        ...

    @property
    def person(self) -> str:
        """The name by which people know the person."""
        ...


class Known(Protocol):
    """What was kept of an earlier read of the same connection, by the same configuration and versions."""

    def begin(self, memberships: str) -> frozenset[str]:
        """Begin at the first record; returns what was missing from all records then (`ReadStatus.unselected`).

        Nobody is taken where the `memberships` are others than they were.
        """
        ...

    def take(self, digest: str) -> Unchanged | None:
        """The person of the record with this digest, once; records are asked for in their order."""
        ...


class Batch(NamedTuple):
    """Some people of a snapshot, in its order.

    `digests` has one for each of the `people`, "" for a record that has none.
    """

    people: Sequence[Person | Unchanged]
    digests: Sequence[str]


def digest_of(line: bytes) -> str:
    """The digest of a record by its bytes: half of its SHA-256 (32 hex digits)."""
    return hashlib.sha256(line).hexdigest()[:32]


def digest_of_record(record: Mapping[str, Any]) -> str:
    """The digest of a record that does not stand in a line of its own; "" where it can't be written as JSON."""
    try:
        return digest_of(orjson.dumps(record))
    except TypeError:
        return ""


def digest_of_memberships(groups: Memberships, within: Mapping[str, frozenset[str]]) -> str:
    """The digest of who is in which of the groups that conditions and the scope name; "" where none is named."""
    if not groups and not within:
        return ""
    named = [[(group, sorted(members)) for group, members in sorted(one.items())] for one in (groups, within)]
    return digest_of(orjson.dumps(named))
