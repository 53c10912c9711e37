"""An examples file as data."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Example:
    """A person and what must come out for them.

    Exactly one of `given` (`SourceUser` fields) and `record` (the identity provider's own) is not None. `blocked` and
    `findings` are codes; `blocked` may be "" with `is_blocked`, where any reason will do.
    """

    name: str
    index: int
    line: int
    given: Mapping[str, Any] | None = None
    record: Mapping[str, Any] | None = None
    connection: str = ""
    region: str = ""
    groups: tuple[str, ...] = ()
    expect: Mapping[str, str] = field(default_factory=dict)
    untouched: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()
    is_blocked: bool = False
    blocked: str = ""

    @property
    def is_routed(self) -> bool:
        """Whether the regions choose, whatever mapping the file is for."""
        return bool(self.connection or self.region or self.record is not None)

    @property
    def is_judged(self) -> bool:
        """Whether it says something about values, so that an error nobody expects makes it fail."""
        return bool(self.expect or self.untouched)


@dataclass(frozen=True)
class ExamplesFile:
    """The examples of one file; `mapping` is "" where the regions choose."""

    path: Path
    mapping: str
    examples: tuple[Example, ...]
