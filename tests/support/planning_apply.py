"""Applies a plan to accounts as a plain SCIM directory would, from the attribute rows and from nothing else."""

import msgspec

from nameplate.model import ATTRIBUTES, WRITES, Account, Action

ENTERPRISE = {attribute.enterprise: f"enterprise_{attribute.name}" for attribute in ATTRIBUTES if attribute.enterprise}
INDEX = {attribute.path: index for index, attribute in enumerate(ATTRIBUTES)}


def apply_plan(changes, accounts):
    """The accounts after a push; the order of the changes and the directory's own rules are held to.

    Raises:
        AssertionError: A change takes an address that another account holds at that moment, or needs a later one.
    """
    held = {account.id: account for account in accounts}
    done = set()
    for change in changes:
        if change.action not in WRITES:
            continue
        assert set(change.needs) <= done, f"{change} comes before what it needs"
        done.add(change.id)
        if change.action is Action.CREATE:
            empty = Account(f"new-{change.id}", "", ("",) * (len(ATTRIBUTES) - 1) + ("true",))
            account = apply_change(empty, change)
        else:
            account = apply_change(held.pop(change.account_id), change)
        for other in held.values():
            assert other.user_name.casefold() != account.user_name.casefold(), f"409 for {change}"
            assert other.email.casefold() != account.email.casefold(), f"409 for {change}"
        held[account.id] = account
    return list(held.values())


def apply_change(account, change):
    """The account with every row's `after`, each row's `before` being what it holds."""
    for row in change.attributes:
        if row.path == "externalId":
            assert account.external_id == row.before
            account = msgspec.structs.replace(account, external_id=row.after)
        elif row.path in ENTERPRISE:
            assert getattr(account, ENTERPRISE[row.path]) == row.before
            account = msgspec.structs.replace(account, **{ENTERPRISE[row.path]: row.after})
        else:
            values = list(account.values)
            if change.action is not Action.CREATE:
                assert values[INDEX[row.path]] == row.before
            values[INDEX[row.path]] = row.after
            account = msgspec.structs.replace(account, values=tuple(values))
    return account
