"""semantics: "Names at Atlassian", "Chosen names", several directories, and exit codes."""

import pytest

from support.organization import DEFAULT_MAPPING, Organization, account, okta

ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
NAMED = (
    DEFAULT_MAPPING
    + """\
{% block given_name %}{{ user.given_name }}{% endblock %}
{% block family_name %}{{ user.family_name }}{% endblock %}
"""
)


def test_first_and_last_name_alone_are_a_note(acme: Organization):
    """With a managed display name, a difference in name.* alone changes nothing."""
    acme.mappings = {"default.j2": NAMED}
    acme.people = {"okta": [okta("ann")]}
    acme.accounts = [account("ann", name={"givenName": "Smith", "familyName": "Ann"})]
    preview = acme.preview()
    assert preview.summary == {"unchanged": 1}
    assert preview.codes("ann@acme.example") == ["NP514"]


def test_independent_names_are_changed(acme: Organization):
    """`names: independent` makes first and last name attributes like the others."""
    acme.mappings = {"default.j2": NAMED}
    acme.directory = {"names": "independent"}
    acme.people = {"okta": [okta("ann")]}
    acme.accounts = [account("ann", name={"givenName": "Smith", "familyName": "Ann"})]
    assert acme.preview().after("ann@acme.example") == {"name.givenName": "Ann", "name.familyName": "Smith"}


def test_names_precede_the_display_name(acme: Organization):
    """Atlassian's display name overwrites first and last name, so it comes last."""
    acme.mappings = {"default.j2": NAMED}
    acme.people = {"okta": [okta("ann", "Anne")]}
    acme.accounts = [account("ann", name={"givenName": "Ann", "familyName": "Smith"})]
    assert list(acme.preview().after("ann@acme.example")) == ["name.givenName", "displayName"]


@pytest.mark.parametrize(
    ("place", "paths"),
    [
        ("both", {"department", f"{ENTERPRISE}:department"}),
        ("core", {"department"}),
        ("enterprise", {f"{ENTERPRISE}:department"}),
    ],
)
def test_department_goes_where_the_directory_says(acme: Organization, place: str, paths: set[str]):
    """`attributes_in` names the places."""
    acme.directory = {"attributes_in": place}
    acme.people = {"okta": [okta("ann", department="IT")]}
    acme.accounts = [account("ann", department="HR", **{ENTERPRISE: {"department": "HR"}})]
    assert acme.preview().after("ann@acme.example").keys() == paths


@pytest.mark.parametrize("held", [{"department": "IT"}, {ENTERPRISE: {"department": "IT"}}])
def test_either_place_counts_as_equal(acme: Organization, held: dict):
    """A department that stands in one of the two places is no change."""
    acme.people = {"okta": [okta("ann", department="IT")]}
    acme.accounts = [account("ann", **held)]
    assert acme.preview().summary == {"unchanged": 1}


def test_sign_in_that_undoes_names_is_a_warning_a_region(acme: Organization):
    """One warning a region, with its count, unless the claims were removed."""
    acme.mappings = {
        "default.j2": DEFAULT_MAPPING,
        "east.j2": '{% extends "default.j2" %}{% block display_name %}'
        "{{ user.family_name }} {{ user.given_name }}{% endblock %}",
    }
    acme.regions = [
        {"name": "japan", "when": {"country": ["JP"]}, "mapping": "east.j2"},
        {"name": "rest", "mapping": "default.j2"},
    ]
    acme.people = {"okta": [okta("ann"), okta("taro", countryCode="JP"), okta("ken", countryCode="JP")]}
    acme.more = {"organization": {"sso_name_claims": "present"}}
    warnings = [one for one in acme.preview().report["findings"] if one["code"] == "NP116"]
    assert len(warnings) == 1
    assert "japan" in warnings[0]["message"]
    assert "2" in warnings[0]["message"]
    acme.more = {"organization": {"sso_name_claims": "removed"}}
    assert acme.preview().codes() == []


def test_a_chosen_name_overrides_the_rule_until_its_date(acme: Organization):
    """people.csv wins, shows its reason, and ends on its date."""
    acme.files = {
        "people.csv": "email,attribute,value,reason,until\n"
        "ann@acme.example,display_name,Annie S.,asked for it,\n"
        "bob@acme.example,display_name,Bobby,asked for it,2020-01-31\n"
    }
    acme.more = {"exceptions": "./people.csv"}
    acme.people = {"okta": [okta("ann"), okta("bob")]}
    preview = acme.preview()
    change = preview["ann@acme.example"]["attributes"]["displayName"]
    assert change["after"] == "Annie S."
    assert change["rule"] == "people.csv:2"
    assert any("asked for it" in found["message"] for found in preview["ann@acme.example"]["findings"])
    assert preview.after("bob@acme.example")["displayName"] == "Bob Smith"


def test_chosen_names_for_nobody_are_findings(acme: Organization):
    """Unknown people and attributes are said."""
    acme.files = {"people.csv": "email,attribute,value,reason,until\nzoe@acme.example,display_name,Z,because,\n"}
    acme.more = {"exceptions": "./people.csv"}
    acme.people = {"okta": [okta("ann")]}
    assert acme.preview().codes() == ["NP114"]


def test_several_directories_need_an_enterprise_subscription(acme: Organization):
    """Two fed directories on Guard Standard are an error."""
    acme.people = {"a": [okta("ann")], "b": [okta("bob")]}
    acme.more = {"directories": {"main": {"sandbox": "./practice.db"}, "second": {"sandbox": "./second.db"}}}
    acme.connections = {"b": {"directory": "second"}}
    acme.write()
    result = acme.run("preview")
    assert result.exit_code == 1
    assert "NP106" in result.output


def test_an_account_wanted_through_another_directory_stays_active(acme: Organization):
    """`active: false` disables the whole account, so it is blocked while another directory wants the person."""
    acme.more = {
        "organization": {"subscription": "enterprise", "sso_name_claims": "removed"},
        "directories": {"main": {"sandbox": "./practice.db"}, "second": {"sandbox": "./second.db"}},
    }
    acme.people = {"a": [okta("ann", status="SUSPENDED")], "b": [okta("anna", email="ann@acme.example")]}
    acme.connections = {"b": {"directory": "second"}}
    acme.accounts = [account("ann")]
    preview = acme.preview()
    first = next(change for change in preview.report["changes"] if change["directory"] == "main")
    assert first["action"] == "blocked"
    assert "NP509" in [found["code"] for found in first["findings"]]


@pytest.mark.parametrize(("given", "code"), [("Anne", 3), ("Ann", 0)])
def test_exit_code_says_whether_something_would_change(acme: Organization, given: str, code: int):
    """3 with --exit-code and changes, else 0."""
    acme.people = {"okta": [okta("ann", given)]}
    acme.accounts = [account("ann")]
    assert acme.preview("--exit-code").exit_code == code
    assert acme.preview().exit_code == 0


def test_regions_are_matched_top_to_bottom(acme: Organization):
    """First match wins; conditions are AND between keys, OR inside a list, globs in any case."""
    names = ("groupless", "ext", "dallas", "tokyo", "rest")
    acme.mappings = {
        **acme.mappings,
        **{f"{name}.j2": '{% extends "default.j2" %}{% block job_title %}' + name + "{% endblock %}" for name in names},
    }
    acme.regions = [
        {"name": "out", "when": {"employee_type": ["Room"]}, "exclude": True},
        {"name": "ext", "when": {"email_domain": "*.EXAMPLE.org"}, "mapping": "ext.j2"},
        {"name": "dallas", "when": {"country": ["US", "CA"], "city": "dal*"}, "mapping": "dallas.j2"},
        {
            "name": "tokyo",
            "when": {"expression": "user.city.startswith('To') and user.country == 'JP'"},
            "mapping": "tokyo.j2",
        },
        {"name": "rest", "mapping": "rest.j2"},
    ]
    acme.people = {
        "okta": [
            okta("room", userType="room"),
            okta("ext", email="a@x.example.org"),
            okta("tex", city="Dallas", countryCode="US"),
            okta("ham", city="Dallas", countryCode="GB"),
            okta("tok", city="Tokyo", countryCode="JPN"),
        ]
    }
    lines = acme.map()
    assert "00uroom" not in lines
    found = {key: (line["region"], line["payload"]["title"]) for key, line in lines.items()}
    assert found == {
        "00uext": ("ext", "ext"),
        "00utex": ("dallas", "dallas"),
        "00uham": ("rest", "rest"),
        "00utok": ("tokyo", "tokyo"),
    }


def test_whom_no_region_matches_is_blocked(acme: Organization):
    """Nobody gets a mapping by accident."""
    acme.regions = [{"name": "japan", "when": {"country": ["JP"]}, "mapping": "default.j2"}]
    acme.people = {"okta": [okta("ann")]}
    preview = acme.preview()
    assert preview.summary == {"blocked": 1}
    assert preview.codes("ann@acme.example") == ["NP308"]


def test_one_person_is_not_created_in_two_directories(acme: Organization):
    """One Atlassian account belongs to one directory: neither takes an address that another wants active."""
    acme.more = {
        "organization": {"subscription": "enterprise", "sso_name_claims": "removed"},
        "directories": {"main": {"sandbox": "./practice.db"}, "second": {"sandbox": "./second.db"}},
    }
    acme.people = {"a": [okta("ann"), okta("bob")], "b": [okta("anna", email="ann@acme.example"), okta("cid")]}
    acme.connections = {"b": {"directory": "second"}}
    preview = acme.preview()
    assert preview.summary == {"create": 2, "blocked": 2}
    assert preview.codes("ann@acme.example") == ["NP509"]


def test_an_account_that_stays_keeps_another_directory_from_creating_one(acme: Organization):
    """Whoever has the account goes on; the other one is blocked."""
    acme.more = {
        "organization": {"subscription": "enterprise", "sso_name_claims": "removed"},
        "directories": {"main": {"sandbox": "./practice.db"}, "second": {"sandbox": "./second.db"}},
    }
    acme.people = {"a": [okta("ann")], "b": [okta("anna", email="ann@acme.example")]}
    acme.connections = {"b": {"directory": "second"}}
    acme.accounts = [account("ann")]
    assert acme.preview().summary == {"unchanged": 1, "blocked": 1}
