"""What a preview needs of the parts below it, so that each can be replaced by a small one in a test."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from nameplate.findings import Finding
from nameplate.model import Account, BadRecord, Needs, SourceUser, Values
from nameplate.reading import Batch, Known


class Status(Protocol):
    """How a read went; final after the last page (`reading.ReadStatus`)."""

    @property
    def distribution(self) -> str: ...  # noqa: D102 -- the names are those of `planning.SourceRow`
    @property
    def version(self) -> str: ...  # noqa: D102
    @property
    def read_from(self) -> str: ...  # noqa: D102
    @property
    def snapshot_hash(self) -> str: ...  # noqa: D102
    @property
    def memberships(self) -> str:
        """Digest of who is in the groups that the configuration names."""
        ...

    @property
    def people(self) -> int: ...  # noqa: D102
    @property
    def complete(self) -> bool: ...  # noqa: D102
    @property
    def unreadable_ids(self) -> int:
        """Records without a readable id."""
        ...

    @property
    def incomplete(self) -> str:
        """Why a read that ended well is not complete."""
        ...

    @property
    def findings(self) -> Sequence[Finding]:
        """Remarks on the read as a whole."""
        ...

    @property
    def unselected(self) -> frozenset[str]:
        """Fields and raw paths whose keys are missing from every record."""
        ...


class Source(Protocol):
    """A connection's people, some at a time (`reading.Source`)."""

    @property
    def status(self) -> Status:
        """How the read goes."""
        ...

    def batches(self, known: Known | None = None) -> AsyncIterator[Batch]:
        """The batches, without reading again whoever is `known`; raises ReadError."""
        ...


class Mapped(Protocol):
    """One person, mapped (`mapping.Mapped`)."""

    @property
    def source_id(self) -> str: ...  # noqa: D102 -- see mapping.Mapped
    @property
    def person(self) -> str: ...  # noqa: D102
    @property
    def user_name(self) -> str: ...  # noqa: D102
    @property
    def email(self) -> str: ...  # noqa: D102
    @property
    def active(self) -> bool | None: ...  # noqa: D102
    @property
    def region(self) -> str: ...  # noqa: D102
    @property
    def excluded(self) -> bool: ...  # noqa: D102
    @property
    def values(self) -> Values: ...  # noqa: D102
    @property
    def blocked(self) -> bool: ...  # noqa: D102
    @property
    def findings(self) -> tuple[Finding, ...]: ...  # noqa: D102
    @property
    def chosen(self) -> tuple[tuple[str, str], ...]: ...  # noqa: D102


class Rule(Protocol):
    """Where a rule stands and what it reads (`mapping.RuleInfo`)."""

    @property
    def reads(self) -> Needs:
        """What it reads of a person."""
        ...


class Mapper(Protocol):
    """The compiled mappings (`mapping.Mapper`)."""

    @property
    def needs(self) -> Mapping[str, Needs]:
        """Connection → what its rules and conditions read."""
        ...

    @property
    def mappings_hash(self) -> str:
        """Over every template that can be reached."""
        ...

    def map_all(self, people: Sequence[SourceUser | BadRecord], connection: str) -> Sequence[Mapped]:
        """The payload and findings of each of the people."""
        ...

    def managed(self, connection: str, region: str) -> Sequence[bool]:
        """Which attributes a region's mapping manages, in the order of ATTRIBUTES."""
        ...

    def addresses(self, connection: str, region: str) -> Sequence[str]:
        """The rules' addresses, in the order of ATTRIBUTES; "" where there is none."""
        ...

    def rule(self, connection: str, region: str, attribute: str) -> Rule | None:
        """The rule for an attribute."""
        ...

    def notes(self) -> tuple[Finding, ...]:
        """Findings on the run, once everybody is mapped."""
        ...


class Listing(Protocol):
    """An open directory, as far as a preview goes (`directory.DirectoryClient`)."""

    @property
    def address(self) -> str:
        """Where the directory is."""
        ...

    def pages(self) -> AsyncIterator[list[Account]]:
        """Every account; raises DirectoryError unless all came."""
        ...


class Parts(Protocol):
    """Opens the parts for one preview."""

    def source(self, connection: str) -> Source:
        """The people of a connection."""
        ...

    def directory(self, name: str) -> AbstractAsyncContextManager[Listing]:
        """The directory of that name."""
        ...
