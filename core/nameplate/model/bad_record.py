"""A record that could not be normalized: one blocked person."""

import msgspec

from nameplate.findings import Finding


class BadRecord(msgspec.Struct, frozen=True, gc=False):
    """As much of a person as could be read; `id` is "" where the record has no readable id.

    `active` is None where it could not be read. `findings` say what is wrong, with the snapshot's file and line.
    """

    id: str
    findings: tuple[Finding, ...]
    user_name: str = ""
    email: str = ""
    name: str = ""
    active: bool | None = None

    @property
    def person(self) -> str:
        """The name by which colleagues know this person, or what else is known."""
        return self.name or self.email or self.user_name or self.id or "(no id)"
