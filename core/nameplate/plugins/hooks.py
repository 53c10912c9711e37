"""The hooks of the entry-point group `nameplate`; docs/plugins/hooks.md has an example of each."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import pluggy

from nameplate.findings import Finding
from nameplate.model import Change
from nameplate.plugins.connector import Connector

hookspec = pluggy.HookspecMarker("nameplate")
hookimpl = pluggy.HookimplMarker("nameplate")


@dataclass(frozen=True)
class Filter:
    """A template filter: `{{ value | name }}`. Pure: the same answer for the same input, and no I/O."""

    name: str
    function: Callable[..., Any]
    pure: bool = True


@dataclass(frozen=True)
class Global:
    """A template function: `{{ name(...) }}`. Pure, as a filter is."""

    name: str
    function: Callable[..., Any]
    pure: bool = True


@dataclass(frozen=True)
class Limit:
    """A limit: `percent` of the directory's active accounts, `count` people; the smaller bites, from `floor` on."""

    percent: float | None = None
    count: int | None = None
    floor: int = 0


@dataclass(frozen=True)
class Guard:
    """A limit on a whole plan: how many changes `counts` may be true for. An exception in `counts` refuses the plan."""

    name: str
    counts: Callable[[Change], bool]
    limit: Limit = field(default_factory=Limit)


class PlanReader(Protocol):
    """A plan, as a findings hook sees it; `changes` streams, and may be called again."""

    def changes(self) -> Iterator[Change]:
        """Every person and account that is not unchanged, in the plan's order."""
        ...

    def summary(self) -> Mapping[str, int]:
        """People per action."""
        ...


@hookspec
def nameplate_connectors() -> Iterable[type[Connector[Any]]]:  # type: ignore[empty-body]
    """Connector classes."""


@hookspec
def nameplate_filters() -> Iterable[Filter]:  # type: ignore[empty-body]
    """Template filters."""


@hookspec
def nameplate_globals() -> Iterable[Global]:  # type: ignore[empty-body]
    """Template functions."""


@hookspec
def nameplate_findings(plan: PlanReader) -> Iterable[Finding]:  # type: ignore[empty-body]
    """Remarks on a plan (NP9xx), streamed."""


@hookspec
def nameplate_guards() -> Iterable[Guard]:  # type: ignore[empty-body]
    """Limits on a whole plan; they add to the built-in ones and can't switch any off."""
