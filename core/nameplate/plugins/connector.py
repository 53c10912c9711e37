"""What an integrator writes: a table of fields and one `fetch`."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Generic, Self, TypeVar

from nameplate.errors import UnexpectedAnswer
from nameplate.model import SourceUser
from nameplate.plugins.fields import Field, Record, normalize
from nameplate.plugins.settings import Settings

S = TypeVar("S", bound=Settings)


@dataclass(frozen=True)
class Scope:
    """Who is read: `scope` of a connection in nameplate.yaml, checked against the connector's `scope_keys`.

    `groups` are names or ids; `values` holds the connector's own keys (`filter`, `guests`, `query`, `org_units`,
    `search`, `deprovisioned`), as written.
    """

    groups: tuple[str, ...] = ()
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Query:
    """What a `fetch` asks for.

    `select` holds the raw paths that rules, conditions and correlation read; "*" among them means everything that can
    be selected. With `group` set, the members of that group (a name or an id) are asked for, ids only: records need
    no more than what `fields["id"]` reads.
    """

    select: frozenset[str]
    scope: Scope = Scope()
    group: str = ""


@dataclass(frozen=True)
class Page:
    """One page of records; `next` is the cursor of the following one, None on the last page."""

    records: Sequence[Record]
    next: str | None


class Connector(ABC, Generic[S]):
    """Reads one kind of identity provider.

    The engine opens it as an async context, calls `fetch` page by page (never two at once on one connector), retries
    `Unavailable`, refuses a cursor that comes back, and decides whether the read was complete. Raise only `ReadError`
    from `__aenter__` and `fetch`.
    """

    name: ClassVar[str]
    """What `connector:` says in nameplate.yaml, such as `okta`."""
    settings_model: ClassVar[type[Settings]]
    """The model of `settings:`."""
    fields: ClassVar[Mapping[str, Field]]
    """`SourceUser` field → where it stands in a record; `id` is required."""
    scope_keys: ClassVar[frozenset[str]] = frozenset()
    """The keys of `scope:` that the connector serves; `groups` is one of them."""
    scope_types: ClassVar[Mapping[str, type]] = {}
    """Key of `scope:` → what it takes: `bool` (true or false), `str` (text), or `list` (one text or a list of texts).
    A value of another type is refused with the configuration; a key that stands only in `scope_keys` takes any."""
    selects: ClassVar[bool] = False
    """Whether records hold only what was selected, so that a key missing from all was probably not asked for."""
    whole: ClassVar[bool] = False
    """Whether records come whole, whatever is selected. A snapshot of another connector says what was selected, and is
    refused once rules read more."""

    def __init__(self, settings: S) -> None:
        """Keep the settings; no I/O."""
        self.settings = settings

    async def __aenter__(self) -> Self:
        """Sign in; an SDK is imported here, not with the module."""
        return self

    async def __aexit__(self, *exc: object) -> None:
        """Close what was opened."""

    @abstractmethod
    async def fetch(self, query: Query, cursor: str | None) -> Page:
        """One page of the query, the first one for cursor None.

        Raises:
            ReadError: The page can't be had; only `Unavailable` is tried again.
        """

    @classmethod
    def recognizes(cls, record: Record) -> bool:  # noqa: ARG003 -- the hook's signature
        """Whether a snapshot's record is this identity provider's."""
        return True

    @classmethod
    def in_scope(cls, record: Record, scope: Scope) -> bool:  # noqa: ARG003 -- the hook's signature
        """Whether a snapshot's record is within the connector's own keys of `scope`, as far as the record shows.

        Groups are the engine's to judge. A filter in the identity provider's own language can't be judged here: it
        was applied when the snapshot was taken.

        Raises:
            ReadError: The record lacks what the scope needs (`needed`), so that it can't be told who is read.
        """
        return True

    @classmethod
    def normalize(cls, record: Record) -> SourceUser:
        """The record as a `SourceUser`, by `fields`; override only for what a table can't say.

        Raises:
            RecordError: It can't be read; one person is blocked.
        """
        return normalize(record, cls.fields)


def needed(record: Record, key: str, scope: str) -> object:
    """The value of a record's `key`, by which the key `scope` of a scope is judged; null is a value.

    Raises:
        UnexpectedAnswer: The record doesn't have the key: it was not saved, or not asked for.
    """
    if key in record:
        return record[key]
    raise UnexpectedAnswer(
        f"`scope: {scope}` goes by `{key}`, which this record doesn't have.",
        remedy=f"Save the people with `{key}` (`nameplate snapshot` does), or take `{scope}` out of the scope.",
    )


AnyConnector = type[Connector[Any]]
