"""What a preview found for one person or account."""

from enum import StrEnum

import msgspec

from nameplate.findings import Finding


class Action(StrEnum):
    """What a push would do."""

    CREATE = "create"
    UPDATE = "update"
    DEACTIVATE = "deactivate"
    REACTIVATE = "reactivate"
    UNCHANGED = "unchanged"
    BLOCKED = "blocked"


WRITES = frozenset({Action.CREATE, Action.UPDATE, Action.DEACTIVATE, Action.REACTIVATE})
"""The actions that send a request."""


class AttributeChange(msgspec.Struct, frozen=True, gc=False):
    """One attribute, before and after.

    `path` is `Attribute.path`, its `enterprise` twin, or `externalId`; `before` and `after` are text ("" is absent or
    cleared; `active` is "true" or "false"); `rule` is the address of the rule, `japan.j2:3`, or "".
    """

    path: str
    before: str
    after: str
    rule: str = ""


class Identity(msgspec.Struct, frozen=True, gc=False):
    """What identifies an account, as a preview found it; a push compares it before it writes."""

    external_id: str
    user_name: str
    email: str
    active: bool


class Change(msgspec.Struct, frozen=True, gc=False):
    """One person or account of a plan.

    An unmatched account has no `connection`, `region` and `source_id` (""). `account_id` is "" before a creation.
    `person` is the name by which colleagues know them. `before` is None where there is no account. `needs` are the
    ids of changes that have to be applied first, since they release an address. `addresses` are all of the person's,
    case-folded: source, mapped and current.
    """

    id: int
    directory: str
    connection: str
    region: str
    source_id: str
    account_id: str
    user_name: str
    person: str
    action: Action
    attributes: tuple[AttributeChange, ...] = ()
    findings: tuple[Finding, ...] = ()
    before: Identity | None = None
    needs: tuple[int, ...] = ()
    addresses: tuple[str, ...] = ()
