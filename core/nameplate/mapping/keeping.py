"""`keep()`: the value of an attribute that stays as Atlassian has it."""

import secrets

from nameplate.errors import RuleError

_KEEP = f"\0keep {secrets.token_hex(12)}\0"
"""No record can hold it, so that nobody's name means `keep()`."""


def keep() -> str:
    """This person's value stays as Atlassian has it; only as the whole value of a block."""
    return _KEEP


def kept(value: str) -> str | None:
    """`value`, or None where it is nothing but `keep()`.

    Raises:
        RuleError: It mixes `keep()` with other text.
    """
    if "\0" not in value or _KEEP not in value:
        return value
    if value.strip() == _KEEP:
        return None
    raise RuleError("keep() must be the whole value of a block, without other text")
