"""What differs for one person."""

from dataclasses import dataclass

from nameplate.findings import Finding

BLOCKED = "blocked"
IN_SCOPE = "in scope"
DIRECTORY = "directory"
WORDS = (BLOCKED, IN_SCOPE, DIRECTORY)
"""What may differ beside attributes."""


@dataclass(frozen=True)
class Cell:
    """One attribute, old and new.

    `path` is the SCIM attribute, or one of WORDS. `before` and `after` are what the payload has: None where the
    attribute is left as Atlassian has it, "" where it is cleared.
    """

    path: str
    before: str | None
    after: str | None
    old_rule: str = ""
    new_rule: str = ""


@dataclass(frozen=True)
class Differing:
    """A person whose payload differs. `old_region` or `new_region` is "" where only one side has the person."""

    connection: str
    source_id: str
    person: str
    user_name: str
    old_region: str
    new_region: str
    cells: tuple[Cell, ...]
    findings: tuple[Finding, ...] = ()
    """What the new side finds and the old one did not."""

    @property
    def region(self) -> str:
        """The region, or both where it changed."""
        if self.old_region == self.new_region:
            return self.new_region
        return f"{self.old_region or 'nobody'} → {self.new_region or 'nobody'}"
