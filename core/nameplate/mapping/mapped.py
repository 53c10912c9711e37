"""A person, mapped."""

import msgspec

from nameplate.findings import Finding
from nameplate.model import Values


class Mapped(msgspec.Struct, frozen=True, gc=False):
    """What the mapper says of one person.

    `user_name`, `email` and `active` are the source's; `region` is "" where none is known. `excluded` people are out
    of scope. `values` are validated, in the order of ATTRIBUTES; of a `blocked` person they are as far as they are
    valid, and `active` is always known if the source knows it. `chosen` has (attribute, `people.csv:3`) of chosen
    names.
    """

    source_id: str
    person: str
    user_name: str
    email: str
    active: bool | None
    region: str
    excluded: bool
    values: Values
    blocked: bool
    findings: tuple[Finding, ...] = ()
    chosen: tuple[tuple[str, str], ...] = ()
