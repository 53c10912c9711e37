"""semantics: "Who is who", through `nameplate preview`."""

import pytest

from support.organization import Organization, account, okta


def test_the_external_id_is_the_source_id_verbatim(acme: Organization):
    """Every payload carries the source id as externalId."""
    acme.people = {"okta": [okta("Ann.Ü")]}
    assert acme.map()["00uAnn.Ü"]["payload"]["externalId"] == "00uAnn.Ü"


def test_a_person_whose_address_changed_is_an_update(acme: Organization):
    """The externalId comes first: a new address is no second account."""
    acme.people = {"okta": [okta("ann", email="ann.new@acme.example")]}
    acme.accounts = [account("ann")]
    preview = acme.preview()
    assert preview.summary == {"update": 1}
    assert preview.after("ann.new@acme.example")["emails"] == "ann.new@acme.example"


@pytest.mark.parametrize("by", ["userName", "email"])
def test_an_account_without_external_id_is_adopted(acme: Organization, by: str):
    """A match by userName or e-mail, whatever the case, adopts; the update shows externalId."""
    other = {"userName": "ANN@acme.example", "emails": [{"value": "x@acme.example", "primary": True}]}
    if by == "email":
        other = {"userName": "x", "emails": [{"value": "Ann@Acme.example", "primary": True}]}
    acme.people = {"okta": [okta("ann")]}
    acme.accounts = [account("ann", externalId="", **other)]
    preview = acme.preview()
    assert preview.summary == {"update": 1}
    assert preview.after("ann@acme.example")["externalId"] == "00uann"


def test_another_external_id_blocks_unless_any_may_be_adopted(acme: Organization):
    """A recycled address blocks, unless the directory says `adopt: any`."""
    acme.people = {"okta": [okta("ann")]}
    acme.accounts = [account("ann", externalId="somebody-else")]
    assert acme.preview().summary == {"blocked": 1}
    acme.directory = {"adopt": "any"}
    assert acme.preview().after("ann@acme.example")["externalId"] == "00uann"


def test_external_ids_compare_exactly(acme: Organization):
    """An externalId in another case is another person's."""
    acme.people = {"okta": [okta("ann")]}
    acme.accounts = [account("ann", externalId="00UANN")]
    assert acme.preview().summary == {"blocked": 1}


def test_the_active_one_of_two_takes_the_account(acme: Organization):
    """One of two people with one address is active: that one takes it, the other is unchanged with a note."""
    acme.people = {"a": [okta("old", status="DEPROVISIONED", email="ann@acme.example")], "b": [okta("ann")]}
    preview = acme.preview()
    assert preview.summary == {"create": 1, "unchanged": 1}
    unchanged = next(change for change in preview.report["changes"] if change["action"] == "unchanged")
    assert unchanged["source_id"] == "00uold"
    assert [found["code"] for found in unchanged["findings"]] == ["NP502"]


def test_several_active_claimants_are_all_blocked_and_named(acme: Organization):
    """Two active people with one address are blocked; each finding names everyone."""
    acme.people = {"a": [okta("ann", "Ann", "Ay")], "b": [okta("anna", "Anna", "Bee", email="ann@acme.example")]}
    preview = acme.preview()
    assert preview.summary == {"blocked": 2}
    for change in preview.report["changes"]:
        message = change["findings"][0]["message"]
        assert "Ann Ay" in message
        assert "Anna Bee" in message


def test_precedence_decides(acme: Organization):
    """The directory's precedence says which connection wins."""
    acme.people = {"a": [okta("ann", "Ann", "Ay")], "b": [okta("anna", "Anna", "Bee", email="ann@acme.example")]}
    acme.directory = {"precedence": ["b", "a"]}
    preview = acme.preview()
    assert preview.summary == {"create": 1, "unchanged": 1}
    created = next(change for change in preview.report["changes"] if change["action"] == "create")
    assert created["connection"] == "b"


def test_an_address_that_another_account_holds_blocks(acme: Organization):
    """The conflict is found at preview."""
    acme.people = {"okta": [okta("ann", email="held@acme.example")]}
    acme.accounts = [account("ann"), account("zoe", externalId="", userName="zoe", address="held@acme.example")]
    preview = acme.preview()
    change = preview["held@acme.example"]
    assert change["action"] == "blocked"
    assert "NP504" in [found["code"] for found in change["findings"]]


def test_a_chain_is_ordered(acme: Organization):
    """A takes B's address, B takes a new one: both are updates."""
    acme.people = {"okta": [okta("ann", email="bob@acme.example"), okta("bob", email="new@acme.example")]}
    acme.accounts = [account("ann"), account("bob")]
    assert acme.preview().summary == {"update": 2}


def test_a_circle_is_blocked(acme: Organization):
    """Two people who swap addresses are blocked."""
    acme.people = {"okta": [okta("ann", email="bob@acme.example"), okta("bob", email="ann@acme.example")]}
    acme.accounts = [account("ann"), account("bob")]
    preview = acme.preview()
    assert preview.summary == {"blocked": 2}
    assert "NP505" in [found["code"] for change in preview.report["changes"] for found in change["findings"]]


def test_leaving_the_verified_domains_is_blocked(acme: Organization):
    """From a verified domain to an unverified one is blocked; creating at one is a warning."""
    acme.more = {"organization": {"verified_domains": ["acme.example"], "sso_name_claims": "removed"}}
    acme.people = {"okta": [okta("ann", email="ann@other.example"), okta("new", email="new@sub.acme.example")]}
    acme.accounts = [account("ann")]
    preview = acme.preview()
    assert preview["ann@other.example"]["action"] == "blocked"
    assert "NP506" in preview.codes("ann@other.example")
    assert preview["new@sub.acme.example"]["action"] == "create"
    assert "NP507" in preview.codes("new@sub.acme.example")
