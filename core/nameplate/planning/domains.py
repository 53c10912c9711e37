"""Verified domains: leaving them breaks the link between a SCIM user and the Atlassian account."""

from collections.abc import Collection

from nameplate.findings import Finding, finding
from nameplate.model import Account, Action, AttributeChange, address_key


def domain(address: str) -> str:
    """The domain of an address as it is compared; "" where there is none."""
    return address_key(address.rpartition("@")[2]) if "@" in address else ""


def verified(address: str, domains: Collection[str]) -> bool:
    """Whether the address is at one of `domains`, exactly; a subdomain is a domain of its own."""
    return domain(address) in domains


def domain_finding(
    action: Action, rows: Collection[AttributeChange], account: Account | None, domains: Collection[str]
) -> Finding | None:
    """The remark on a new address outside the verified `domains` (as `address_key`); without any, no remark."""
    new = next((row.after for row in rows if row.path == "emails"), "")
    if not domains or not new or verified(new, domains):
        return None
    if action is Action.CREATE:
        return finding(
            "NP507",
            f"{new} is not at a verified domain; Atlassian may not give this person a managed account",
            remedy="Verify the domain at Atlassian and list it under verified_domains.",
            attribute="email",
        )
    if account is None or not verified(account.email, domains):
        return None
    return finding(
        "NP506",
        f"{account.email} would become {new}, which is not at a verified domain; Atlassian would break the link "
        "between the user and the account",
        remedy="Verify the domain at Atlassian and list it under verified_domains, or correct the address.",
        attribute="email",
    )
