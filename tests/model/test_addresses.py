"""Two spellings of an address are one address, and each leaves as it is written."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nameplate.model import address_key
from nameplate.model.addresses import AddressRefused, email_address

DOMAINS = st.sampled_from(["acme.example", "ACME.example", "müller.example", "straße.example", "日本.example"])
LOCALS = st.text(st.sampled_from("abcXYZ019.+_'-é"), min_size=1, max_size=70)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("u1@xn--mller-kva.example", "u1@müller.example"),
        ("U1@XN--MLLER-KVA.example", "u1@Müller.Example"),
        ("u1@xn--strae-oqa.example", "u1@straße.example"),
        ("xn--mller-kva.example", "müller.example"),
    ],
)
def test_the_two_spellings_of_a_domain_are_one(one: str, other: str) -> None:
    """The A-labels of RFC 5890, and Unicode."""
    assert address_key(one) == address_key(other)


@pytest.mark.parametrize("other", ["xn--mller-kva@acme.example", "u1@xn--é.example", "u1@xn--.example", "", "xn--"])
def test_what_is_no_a_label_is_left_alone(other: str) -> None:
    """A local part, and what decodes to nothing."""
    assert address_key(other) == other


@settings(max_examples=200, deadline=None)
@given(LOCALS, DOMAINS)
def test_an_address_leaves_as_it_is_written_or_is_refused(local: str, domain: str) -> None:
    """Never another spelling."""
    text = f"{local}@{domain}"
    with suppress(AddressRefused):
        assert email_address(text) == text


@settings(max_examples=100, deadline=None)
@given(LOCALS, DOMAINS)
def test_a_key_is_its_own_key(local: str, domain: str) -> None:
    """Comparing compared addresses changes nothing."""
    key = address_key(f"{local}@{domain}")
    assert address_key(key) == key
