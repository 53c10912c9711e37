"""SCIM users from JSON, typed and fast: the part of a resource that nameplate compares, and nothing else of it."""

from collections.abc import Sequence
from typing import Any

import msgspec
import orjson

from nameplate.errors import DirectoryError
from nameplate.model import Account, account_from_scim
from nameplate.model.attributes import ATLASSIAN_CUSTOM, ATLASSIAN_EXTERNAL, ENTERPRISE

Text = str | None


class _Name(msgspec.Struct, gc=False, rename="camel"):
    given_name: Text = None
    family_name: Text = None
    middle_name: Text = None


class _Typed(msgspec.Struct, gc=False):
    value: Text = None
    type: Text = None
    primary: bool | None = None


class _Enterprise(msgspec.Struct, gc=False):
    organization: Text = None
    department: Text = None


class _Custom(msgspec.Struct, gc=False, rename="camel"):
    based_in: Text = None


class _External(msgspec.Struct, gc=False, rename="camel"):
    atlassian_account_id: Text = None


class _User(msgspec.Struct, gc=False, rename="camel"):
    id: str
    external_id: Text = None
    user_name: Text = None
    emails: list[_Typed] | None = None
    name: _Name | None = None
    display_name: Text = None
    nick_name: Text = None
    title: Text = None
    organization: Text = None
    department: Text = None
    timezone: Text = None
    preferred_language: Text = None
    phone_numbers: list[_Typed] | None = None
    active: bool | None = True
    enterprise: _Enterprise | None = msgspec.field(default=None, name=ENTERPRISE)
    custom: _Custom | None = msgspec.field(default=None, name=ATLASSIAN_CUSTOM)
    external: _External | None = msgspec.field(default=None, name=ATLASSIAN_EXTERNAL)


class _ListResponse(msgspec.Struct, gc=False):
    total: int = msgspec.field(name="totalResults")
    resources: list[_User] | None = msgspec.field(default=None, name="Resources")


_page = msgspec.json.Decoder(_ListResponse).decode
_users = msgspec.json.Decoder(list[_User]).decode
_NO_NAME = _Name()
_TRUTH = {"true": True, "false": False}


def accounts_in_page(body: bytes) -> tuple[int, list[Account]]:
    """`totalResults` and the accounts of a SCIM ListResponse (RFC 7644 §3.4.2).

    Raises:
        DirectoryError: The body is not a ListResponse, or a resource of it has no id or is not an object.
    """
    try:
        page = _page(body)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        total, resources = resources_in_page(body)
        return total, [account_in(resource) for resource in resources]
    return page.total, [_account(user) for user in page.resources or ()]


def resources_in_page(body: bytes) -> tuple[int, list[Any]]:
    """`totalResults` and the resources of a ListResponse as they are.

    Raises:
        DirectoryError: The body is not a ListResponse.
    """
    try:
        page = orjson.loads(body)
        total = page["totalResults"]
        resources = [] if page.get("Resources") is None else page["Resources"]
    except (ValueError, TypeError, KeyError, AttributeError):
        raise DirectoryError(
            "The directory's answer to a listing is not a SCIM list.",
            remedy="Check base_url and path of the directory.",
        ) from None
    if not isinstance(total, int) or not isinstance(resources, list):
        raise DirectoryError("The directory's answer to a listing has no usable totalResults or Resources.")
    return total, resources


def accounts_in_rows(bodies: Sequence[bytes]) -> list[Account]:
    """The accounts in a run of resources, each one JSON object.

    Raises:
        DirectoryError: A resource has no id.
    """
    try:
        users = _users(b"[" + b",".join(bodies) + b"]")
    except msgspec.MsgspecError:
        return [account_in(orjson.loads(body)) for body in bodies]
    return [_account(user) for user in users]


def account_in(resource: Any) -> Account:
    """The account in a SCIM user, even if values are of other types than SCIM's: a number is a text, "False" is false.

    Raises:
        DirectoryError: It has no id, or something else where there should be a text.
    """
    try:
        if resource["id"] and isinstance(resource["id"], str):
            active = resource.get("active", True)
            truth = _TRUTH[active.lower()] if isinstance(active, str) else active
            return _texts(account_from_scim({**resource, "active": truth}))
    except (TypeError, KeyError, AttributeError):
        pass
    raise DirectoryError(f"The directory listed a resource that can't be read: {str(resource)[:200]}")


def _texts(account: Account) -> Account:
    """The account with a text for whatever is none.

    Raises:
        TypeError: It has a list or an object where there should be a text.
    """
    return Account(
        account.id,
        _text(account.external_id),
        tuple(map(_text, account.values)),
        _text(account.enterprise_organization),
        _text(account.enterprise_department),
        _text(account.atlassian_account_id),
    )


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, int | float):
        return orjson.dumps(value).decode()
    raise TypeError(value)


def _account(user: _User) -> Account:
    """By hand rather than by `account_from_scim`, for a million of them."""
    if not user.id:
        raise DirectoryError("The directory listed a resource without an id.")
    name = user.name or _NO_NAME
    enterprise = user.enterprise
    values = (
        user.user_name or "",
        _primary(user.emails),
        name.given_name or "",
        name.family_name or "",
        name.middle_name or "",
        user.display_name or "",
        user.nick_name or "",
        user.title or "",
        user.organization or "",
        user.department or "",
        user.timezone or "",
        user.preferred_language or "",
        (user.custom.based_in or "") if user.custom else "",
        _work(user.phone_numbers) if user.phone_numbers else "",
        "true" if user.active else "false",
    )
    return Account(
        user.id,
        user.external_id or "",
        values,
        (enterprise.organization or "") if enterprise else "",
        (enterprise.department or "") if enterprise else "",
        (user.external.atlassian_account_id or "") if user.external else "",
    )


def _primary(emails: list[_Typed] | None) -> str:
    chosen = ""
    for email in emails or ():
        if email.primary:
            return email.value or ""
        chosen = chosen or email.value or ""
    return chosen


def _work(numbers: list[_Typed]) -> str:
    return next((number.value or "" for number in numbers if number.type == "work"), "")
