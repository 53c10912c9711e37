"""What a walk through a rule finds, and where it is meanwhile."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from jinja2 import nodes

from nameplate.model import EVERYTHING, Needs

USER: Final = "user"
OTHER: Final = "other"

Scope = Mapping[str, str]
"""Name → USER where it is the person, OTHER where it is anything else; a name not in it is a top-level name."""


@dataclass
class Reads:
    """What was found so far."""

    fields: set[str] = field(default_factory=set)
    raw: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)
    """Top-level names."""
    blocks: set[str] = field(default_factory=set)
    """Blocks reached by `self`, or nested."""
    groups: set[str] = field(default_factory=set)
    """Groups named in `"Finance" in user.groups`."""
    unknown: list[tuple[str, nodes.Getattr | nodes.Getitem]] = field(default_factory=list)
    """(file, node) of what reads a field that no person has."""
    lost: list[tuple[str, nodes.Getattr | nodes.Getitem]] = field(default_factory=list)
    """(file, node) of what reaches, by `self`, for a block that isn't there."""
    unseen: list[tuple[str, nodes.Name]] = field(default_factory=list)
    """(file, node) of `user` and the like in a macro that is imported without context, where it means nothing."""

    def everything(self) -> None:
        """The whole person escapes."""
        self.fields.add(EVERYTHING)
        self.raw.add(EVERYTHING)

    @property
    def needs(self) -> Needs:
        """The fields and raw paths."""
        fields = {EVERYTHING} if EVERYTHING in self.fields else self.fields
        raw = {EVERYTHING} if EVERYTHING in self.raw else self.raw
        return Needs(frozenset(fields), frozenset(raw), frozenset(self.groups))


@dataclass(frozen=True)
class Place:
    """Where the walk is: the block, its level, and whether top-level names of the family are seen."""

    block: str = ""
    depth: int = 0
    file: str = ""
    """The file that the nodes are of."""
    foreign: bool = False
    """Whether that file is imported or included, so that its names are its own."""
    isolated: bool = False
    """Whether it is imported without context, so that it sees nothing of whoever imports it."""
