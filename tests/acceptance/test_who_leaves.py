"""semantics: "Who leaves", through `nameplate preview`."""

import pytest

from support.organization import DEFAULT_MAPPING, Organization, account, okta


@pytest.mark.parametrize("status", ["STAGED", "SUSPENDED", "DEPROVISIONED"])
def test_an_inactive_person_is_deactivated_by_active_alone(acme: Organization, status: str):
    """A deactivation changes `active` and nothing else."""
    acme.people = {"okta": [okta("ann", "New", "Name", status=status)]}
    acme.accounts = [account("ann")]
    change = acme.preview()["ann@acme.example"]
    assert change["action"] == "deactivate"
    assert change["attributes"].keys() == {"active"}


@pytest.mark.parametrize("status", ["ACTIVE", "PROVISIONED", "RECOVERY", "PASSWORD_EXPIRED", "LOCKED_OUT"])
def test_the_other_states_are_active(acme: Organization, status: str):
    """These people keep their access."""
    acme.people = {"okta": [okta("ann", status=status)]}
    acme.accounts = [account("ann")]
    assert acme.preview().summary == {"unchanged": 1}


def test_an_unknown_state_blocks(acme: Organization):
    """Nobody is deactivated or created on a state that nameplate doesn't know."""
    acme.people = {"okta": [okta("ann", status="NAPPING")]}
    acme.accounts = [account("ann")]
    assert acme.preview().summary == {"blocked": 1}


def test_nobody_keeps_access_because_a_mapping_broke(acme: Organization):
    """No region, or a rule that fails: an inactive person is deactivated all the same."""
    acme.mappings = {"default.j2": DEFAULT_MAPPING.replace("user.email | lower", "user.city | required('x')")}
    acme.regions = [{"name": "japan", "when": {"country": ["JP"]}, "mapping": "default.j2"}]
    acme.people = {
        "okta": [okta("ann", status="SUSPENDED"), okta("bob", status="SUSPENDED", countryCode="JP"), okta("cid")]
    }
    acme.accounts = [account("ann"), account("bob"), account("cid")]
    assert acme.preview().summary == {"deactivate": 2, "blocked": 1}


def test_inactive_without_an_active_account_is_unchanged(acme: Organization):
    """Nobody is created to be inactive."""
    acme.people = {"okta": [okta("ann", status="SUSPENDED"), okta("bob", status="DEPROVISIONED")]}
    acme.accounts = [account("bob", active=False)]
    assert acme.preview().summary == {"unchanged": 2}


def test_an_active_person_with_an_inactive_account_is_reactivated(acme: Organization):
    """Reactivation brings the other differences along."""
    acme.people = {"okta": [okta("ann", "Anne")]}
    acme.accounts = [account("ann", active=False)]
    change = acme.preview()["ann@acme.example"]
    assert change["action"] == "reactivate"
    assert change["attributes"]["displayName"]["after"] == "Anne Smith"


def test_an_unmatched_account_is_reported(acme: Organization):
    """By default an account that matches nobody is listed and left alone."""
    acme.people = {"okta": [okta("ann")]}
    acme.accounts = [account("ann"), account("gone")]
    change = acme.preview()["gone@acme.example"]
    assert change["action"] == "unchanged"
    assert (change["connection"], change["region"], change["source_id"]) == (None, None, None)


def test_an_unmatched_account_is_deactivated_where_that_is_wanted(acme: Organization):
    """`unmatched: deactivate` with complete reads deactivates it."""
    acme.directory = {"unmatched": "deactivate"}
    acme.people = {"okta": [okta("ann")]}
    acme.accounts = [account("ann"), account("gone")]
    assert acme.preview()["gone@acme.example"]["action"] == "deactivate"


@pytest.mark.parametrize(
    "spoil",
    [
        {"complete": False},
        {"people": {"okta": [okta("ann"), {"profile": {}}]}},
        {"people": {"okta": [okta("ann")], "b": [okta("bob")]}, "connections": {"b": {"snapshot_complete": False}}},
        {"people": {"okta": [okta("ann")], "b": ["<html>"]}},
        {"people": {"okta": [okta("ann")], "b": []}},
    ],
    ids=["no proof of completeness", "a record without id", "one of two incomplete", "one failed", "one empty"],
)
def test_absence_is_never_inferred_from_less_than_everything(acme: Organization, spoil: dict):
    """One connection that is incomplete, failed, empty or has an unreadable id: nobody is unmatched."""
    acme.directory = {"unmatched": "deactivate"}
    acme.people = {"okta": [okta("ann")]}
    acme.accounts = [account("ann"), account("gone")]
    for name, value in spoil.items():
        setattr(acme, name, value)
    preview = acme.preview()
    assert preview.report["summary"]["deactivate"] == 0
    assert "NP511" in preview.codes()


def test_a_blocked_persons_account_counts_as_present(acme: Organization):
    """Whoever is blocked is not gone."""
    acme.directory = {"unmatched": "deactivate"}
    acme.people = {"okta": [okta("ann", email=""), okta("bob", title=["no", "text"]), okta("cid")]}
    acme.mappings = {"default.j2": DEFAULT_MAPPING + "{% block job_title %}{{ user.title }}{% endblock %}"}
    acme.accounts = [account("ann"), account("bob"), account("cid")]
    assert acme.preview().summary == {"blocked": 2, "unchanged": 1}


def test_choosing_people_makes_nobody_unmatched(acme: Organization):
    """--connection and --region choose what is shown, not who is there."""
    acme.directory = {"unmatched": "deactivate"}
    acme.people = {"a": [okta("ann")], "b": [okta("bob", "Robert")]}
    acme.accounts = [account("ann"), account("bob")]
    preview = acme.preview("--connection", "b")
    assert preview.report["summary"]["deactivate"] == 0
    assert [change["source_id"] for change in preview.report["changes"]] == ["00ubob"]


def test_a_failed_read_spoils_nobody_elses_preview(acme: Organization):
    """The others' changes stand; the exit code is 1; the failure is said."""
    acme.people = {"a": [okta("ann", "Anne")], "b": ["{cut off"]}
    acme.accounts = [account("ann")]
    preview = acme.preview()
    assert preview.exit_code == 1
    assert preview.summary == {"update": 1}
    assert "NP309" in preview.codes()


def test_a_key_missing_from_every_record_clears_nothing(acme: Organization):
    """A Graph snapshot without `department` anywhere was taken without it: values are kept, with one warning."""
    people = [
        {
            "id": f"g{n}",
            "mail": f"{n}@acme.example",
            "userPrincipalName": f"{n}@acme.example",
            "givenName": n.title(),
            "surname": "Smith",
            "accountEnabled": True,
            "userType": "Member",
        }
        for n in ("ann", "bob")
    ]
    acme.people = {"entra": people}
    acme.connections = {"entra": {"connector": "azure_ad"}}
    acme.accounts = [account(n, department="HR", externalId=f"g{n}") for n in ("ann", "bob")]
    preview = acme.preview()
    assert preview.summary == {"unchanged": 2}
    assert preview.codes() == ["NP307"]


def test_graph_without_account_enabled_leaves_active_alone(acme: Organization):
    """Where the record lacks it, `active` is not managed for that person."""
    person = {
        "id": "g1",
        "mail": "ann@acme.example",
        "userPrincipalName": "ann@acme.example",
        "givenName": "Ann",
        "surname": "Smith",
        "department": None,
    }
    other = {
        **person,
        "id": "g2",
        "mail": "bob@acme.example",
        "userPrincipalName": "bob@acme.example",
        "givenName": "Bob",
        "accountEnabled": False,
    }
    acme.people = {"entra": [person, other]}
    acme.connections = {"entra": {"connector": "azure_ad"}}
    acme.accounts = [account("ann", externalId="g1", active=False), account("bob", externalId="g2")]
    assert acme.preview().summary == {"unchanged": 1, "deactivate": 1}


@pytest.mark.parametrize("state", [{"suspended": True}, {"archived": True}])
def test_google_suspended_or_archived_is_inactive(acme: Organization, state: dict):
    """Either state takes access away."""
    person = {
        "kind": "admin#directory#user",
        "id": "1",
        "primaryEmail": "ann@acme.example",
        "name": {"givenName": "Ann", "familyName": "Smith"},
        "suspended": False,
        "archived": False,
        **state,
    }
    acme.people = {"google": [person]}
    acme.connections = {"google": {"connector": "google"}}
    acme.accounts = [account("ann", externalId="1")]
    assert acme.preview().summary == {"deactivate": 1}
