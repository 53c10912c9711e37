"""A payload against an account, attribute by attribute: what a PATCH would say."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nameplate.model import ATTRIBUTES, Account, AttributeChange, AttributesIn, Values, address_key
from nameplate.model.atlassian_user import paths
from nameplate.model.attributes import ACTIVE, DISPLAY_NAME, EMAIL, FAMILY_NAME, GIVEN_NAME, MIDDLE_NAME, USER_NAME

NAME_PARTS = frozenset({GIVEN_NAME, FAMILY_NAME, MIDDLE_NAME})
IDENTIFYING = frozenset({USER_NAME, EMAIL})


@dataclass(frozen=True)
class Rules:
    """How the people of one region are compared.

    `addresses` are the rules' addresses in the order of ATTRIBUTES; `names_follow`: the display name is managed and
    overwrites first and last name at Atlassian; `unread`: attributes (indexes) whose rule reads keys that the
    identity provider never sent, so that an empty value says nothing.
    """

    addresses: Sequence[str] = ("",) * len(ATTRIBUTES)
    attributes_in: AttributesIn = "both"
    names_follow: bool = False
    unread: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Differences:
    """What differs, as rows in the order of a PATCH.

    `names_alone`: first, middle or last name differ, but the display name that overwrites them does not, so there is
    no row for them. `spared`: attributes (indexes) that stay since their emptiness says nothing.
    """

    rows: tuple[AttributeChange, ...]
    names_alone: bool = False
    spared: tuple[int, ...] = ()


def differences(values: Values, account: Account, rules: Rules) -> Differences:
    """What has to be sent so that `account` holds `values`; `active` is decided elsewhere."""
    differing: list[int] = []
    spared: list[int] = []
    for index in range(ACTIVE):
        value = values[index]
        if (
            value is None
            or (value and value == account.values[index])
            or same(index, value, account, rules.attributes_in)
        ):
            continue
        (spared if value == "" and index in rules.unread else differing).append(index)
    names_alone = False
    if rules.names_follow and DISPLAY_NAME not in differing:
        names_alone = not NAME_PARTS.isdisjoint(differing)
        differing = [index for index in differing if index not in NAME_PARTS]
    rows = tuple(row for index in differing for row in attribute_rows(index, values[index] or "", account, rules))
    return Differences(rows, names_alone, tuple(spared))


def places(index: int, account: Account) -> tuple[str, ...]:
    """What the account holds: one value, or the core one and its twin in the enterprise extension."""
    core = account.values[index] or ""
    if not ATTRIBUTES[index].enterprise:
        return (core,)
    return (
        core,
        account.enterprise_organization if ATTRIBUTES[index].name == "organization" else account.enterprise_department,
    )


def same(index: int, value: str, account: Account, attributes_in: AttributesIn) -> bool:
    """Whether the account already holds `value`, which is not None.

    User name and e-mail compare case-insensitively, since Atlassian may hold them in lower case, and the two ways to
    write a domain that is not ASCII are one. Of the two places of
    department and organization either counts; a clearance counts once every place that is written is empty.
    """
    held = places(index, account)
    if index in IDENTIFYING:
        return address_key(value) == address_key(held[0])
    if value:
        return value in held
    written = held if attributes_in == "both" else held[-1:] if attributes_in == "enterprise" else held[:1]
    return not any(written)


def attribute_rows(index: int, value: str, account: Account, rules: Rules) -> Iterator[AttributeChange]:
    """A row for each place that is written and doesn't hold `value` yet."""
    attribute = ATTRIBUTES[index]
    held = dict(zip((attribute.path, attribute.enterprise), places(index, account), strict=False))
    for path in paths(attribute.path, attribute.enterprise, rules.attributes_in):
        if held[path] != value:
            yield AttributeChange(path, held[path], value, rules.addresses[index])


def creation_rows(external_id: str, values: Values, rules: Rules) -> tuple[AttributeChange, ...]:
    """The rows of a creation: the source's id, then every value that is not empty."""
    rows = [AttributeChange("externalId", "", external_id)]
    for attribute, value, address in zip(ATTRIBUTES, values, rules.addresses, strict=True):
        if value:
            rows += [
                AttributeChange(path, "", value, address)
                for path in paths(attribute.path, attribute.enterprise, rules.attributes_in)
            ]
    return tuple(rows)
