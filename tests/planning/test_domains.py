"""The domains of addresses: verified or not, however they are spelled."""

import pytest

from nameplate.model import Account, Action, AttributeChange, address_key
from nameplate.model.attributes import EMAIL, NAMES
from nameplate.planning.compare import Rules, differences
from nameplate.planning.domains import domain_finding

SPELLINGS = ("u1@xn--mller-kva.example", "u1@müller.example")


def account(email: str) -> Account:
    """An account of that address alone."""
    return Account("a1", "00u1", tuple(email if name == "email" else None for name in NAMES))


@pytest.mark.parametrize("wanted", SPELLINGS)
@pytest.mark.parametrize("held", SPELLINGS)
def test_the_spelling_of_a_domain_is_no_difference(wanted: str, held: str) -> None:
    """Nobody is re-addressed because Atlassian writes the domain the other way."""
    values = tuple(wanted if index == EMAIL else None for index in range(len(NAMES)))
    assert differences(values, account(held), Rules()).rows == ()


@pytest.mark.parametrize("address", SPELLINGS)
@pytest.mark.parametrize("domain", ["xn--mller-kva.example", "Müller.example"])
def test_a_verified_domain_is_verified_in_either_spelling(address: str, domain: str) -> None:
    """As the configuration may write it."""
    rows = [AttributeChange("emails", "", address)]
    assert domain_finding(Action.CREATE, rows, None, {address_key(domain)}) is None
