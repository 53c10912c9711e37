"""semantics: "Rules and values", through `nameplate preview` and `nameplate map`."""

import pytest

from support.organization import DEFAULT_MAPPING, Organization, account, okta

REQUIRED = "{% block user_name %}{{ user.email }}{% endblock %}{% block email %}{{ user.email }}{% endblock %}"


def with_block(name: str, body: str) -> dict[str, str]:
    """The required blocks and one more."""
    return {"default.j2": f"{REQUIRED}\n{{% block {name} %}}{body}{{% endblock %}}\n"}


def test_an_attribute_without_a_block_is_never_touched(acme: Organization):
    """No block: Atlassian's value stays, whatever it is."""
    acme.mappings = {"default.j2": REQUIRED}
    acme.people = {"okta": [okta("ann")]}
    acme.accounts = [account("ann", "Something Else", title="Boss", timezone="Europe/Paris")]
    assert acme.preview().summary == {"unchanged": 1}


def test_a_block_that_renders_empty_clears(acme: Organization):
    """An empty value clears what Atlassian holds."""
    acme.people = {"okta": [okta("ann")]}
    acme.accounts = [account("ann", department="HR")]
    assert acme.preview()["ann@acme.example"]["attributes"]["department"] == {
        "before": "HR",
        "after": "",
        "rule": "default.j2:4",
    }


def test_keep_leaves_the_present_value(acme: Organization):
    """`keep()` leaves this person's value; on a creation the attribute is omitted."""
    acme.mappings = with_block("department", "{{ user.department or keep() }}")
    acme.people = {"okta": [okta("ann"), okta("new")]}
    acme.accounts = [account("ann", department="HR")]
    preview = acme.preview()
    assert preview.summary == {"unchanged": 1, "create": 1}
    assert "department" not in preview.after("new@acme.example")


@pytest.mark.parametrize("name", ["user_name", "email"])
def test_a_kept_user_name_or_address_needs_an_account(acme: Organization, name: str):
    """Whoever has an account is updated in everything else; nobody is created without."""
    other = "email" if name == "user_name" else "user_name"
    acme.mappings = {
        "default.j2": f"{{% block {name} %}}{{{{ keep() }}}}{{% endblock %}}"
        f"{{% block {other} %}}{{{{ user.email }}}}{{% endblock %}}{{% block job_title %}}Clerk{{% endblock %}}"
    }
    acme.people = {"okta": [okta("ann"), okta("new")]}
    acme.accounts = [account("ann", title="Boss")]
    preview = acme.preview()
    assert preview.summary == {"update": 1, "blocked": 1}
    assert list(preview["ann@acme.example"]["attributes"]) == ["title"]
    assert preview.codes("new@acme.example") == ["NP401"]


@pytest.mark.parametrize("domain", ["xn--mller-kva.example", "müller.example"])
@pytest.mark.parametrize("held", ["ann@xn--mller-kva.example", "ann@müller.example"])
def test_an_address_is_the_same_in_either_spelling_of_its_domain(acme: Organization, domain: str, held: str):
    """Nobody is updated or blocked because Atlassian writes it the other way; a creation sends it as it is mapped."""
    acme.mappings = {"default.j2": REQUIRED}
    acme.more = {"organization": {"verified_domains": ["xn--mller-kva.example"]}}
    login = f"ann@{domain}"
    acme.people = {"okta": [okta("ann", login=login, email=login)]}
    acme.accounts = [account("ann", address=held)]
    assert acme.preview().summary == {"unchanged": 1}
    acme.accounts = []
    assert acme.preview().after(login)["emails"] == login


def test_an_empty_display_name_is_kept_with_a_warning(acme: Organization):
    """Nobody loses the display name because a rule came out empty."""
    acme.mappings = with_block("display_name", "{{ user.nick_name }}")
    acme.people = {"okta": [okta("ann")]}
    acme.accounts = [account("ann", "Ann Smith")]
    line = acme.map()["00uann"]
    assert "displayName" not in line["payload"]
    assert [found["code"] for found in line["findings"]] == ["NP407"]


def test_active_without_a_block_is_the_persons(acme: Organization):
    """`active` follows the identity provider."""
    acme.people = {"okta": [okta("ann"), okta("bob", status="SUSPENDED")]}
    lines = acme.map()
    assert lines["00uann"]["payload"]["active"] is True
    assert lines["00ubob"]["payload"]["active"] is False


def test_an_active_block_must_say_true_or_false(acme: Organization):
    """Anything else than true or false blocks the person."""
    acme.mappings = with_block("active", "{{ user.title }}")
    acme.people = {"okta": [okta("ann", title="true"), okta("bob", title="yes"), okta("cid")]}
    preview = acme.preview()
    assert preview["ann@acme.example"]["action"] == "create"
    assert preview["bob@acme.example"]["action"] == "blocked"
    assert preview["cid@acme.example"]["action"] == "blocked"
    assert "NP408" in preview.codes("bob@acme.example")


def test_absent_text_is_empty_and_never_none(acme: Organization):
    """`~`, join and filters do what people expect with what is absent."""
    body = "{{ user.title ~ '-' ~ (user.city | upper) ~ user.raw.profile.nope.deeper }}{{ user.raw.nope is defined }}"
    acme.mappings = with_block("job_title", body)
    acme.people = {"okta": [okta("ann", title=None)]}
    assert acme.map()["00uann"]["payload"]["title"] == "-False"


def test_raw_reads_keys_only(acme: Organization):
    """Under `user.raw` a dot reads a key, never a Python attribute."""
    acme.mappings = with_block("job_title", "{{ user.raw.profile.items }}|{{ user.raw.profile.badge }}|")
    acme.people = {"okta": [okta("ann", badge="B-1")]}
    assert acme.map()["00uann"]["payload"]["title"] == "|B-1|"


@pytest.mark.parametrize(("text", "sent"), [("Re\u0301ne\u0301e", "Rénée"), ("  a\u3000b\t c ", "a b c"), ("", "")])
def test_values_are_normalized(acme: Organization, text: str, sent: str):
    """Values are NFC, stripped, and inner white space is one space."""
    acme.mappings = with_block("job_title", "{{ user.title }}")
    acme.people = {"okta": [okta("ann", title=text)]}
    assert acme.map()["00uann"]["payload"].get("title", "") == sent


def test_a_control_character_is_a_finding_and_is_not_sent(acme: Organization):
    """A control character refuses the attribute, with the rule's address."""
    acme.mappings = with_block("job_title", "{{ user.title }}")
    acme.people = {"okta": [okta("ann", title="a\u0007b")]}
    line = acme.map()["00uann"]
    assert "title" not in line["payload"]
    assert line["findings"][0]["code"] == "NP406"
    assert line["findings"][0]["file"].endswith("default.j2")
    assert line["findings"][0]["line"] == 2


def test_a_failing_attribute_does_not_hold_the_others_up(acme: Organization):
    """An attribute that fails validation is not sent; the rest of the person is."""
    acme.mappings = {"default.j2": DEFAULT_MAPPING + "{% block timezone %}GMT+8{{ user.city }}{% endblock %}"}
    acme.people = {"okta": [okta("ann")]}
    preview = acme.preview()
    assert preview["ann@acme.example"]["action"] == "create"
    assert "timezone" not in preview.after("ann@acme.example")
    assert preview.codes("ann@acme.example") == ["NP404"]


def test_a_failing_required_attribute_blocks(acme: Organization):
    """A person without a valid address is blocked."""
    acme.people = {"okta": [okta("ann", email="not an address")]}
    preview = acme.preview()
    assert preview.summary == {"blocked": 1}
    assert "NP402" in [found["code"] for change in preview.report["changes"] for found in change["findings"]]


def test_a_rule_that_fails_for_one_person_is_that_persons(acme: Organization):
    """A rule that raises is a finding on the person with the rule's address; others go on."""
    acme.mappings = with_block("job_title", "{{ user.title | required('a title is needed') }}")
    acme.people = {"okta": [okta("ann"), okta("bob", title="Clerk")]}
    lines = acme.map()
    assert lines["00ubob"]["payload"]["title"] == "Clerk"
    assert "a title is needed" in lines["00uann"]["findings"][0]["message"]


def test_an_unknown_field_is_found_before_anybody_is_read(acme: Organization):
    """`user.famly_name` is an error of the mapping, with its place and a suggestion."""
    acme.mappings = with_block("job_title", "{{ user.famly_name }}")
    acme.people = {"okta": ["this is not even a snapshot"]}
    acme.write()
    result = acme.run("preview")
    assert result.exit_code == 1
    assert "default.j2:2" in result.output
    assert "family_name" in result.output


@pytest.mark.parametrize(
    "template",
    [
        "{% set a = 1 %}{% set a = 2 %}" + REQUIRED,
        REQUIRED + "{% block job_title %}{{ later }}{% endblock %}{% set later = 1 %}",
        "{% set ns = namespace(n=0) %}" + REQUIRED,
        REQUIRED + "{% if true %}{% block job_title %}x{% endblock %}{% endif %}",
        REQUIRED + "{% for i in [1] %}{% block job_title %}x{% endblock %}{% endfor %}",
    ],
)
def test_what_would_make_blocks_depend_on_order_is_refused(acme: Organization, template: str):
    """Top-level names set twice or below, `namespace()`, blocks inside if and for: errors."""
    acme.mappings = {"default.j2": template}
    acme.people = {"okta": [okta("ann")]}
    acme.write()
    result = acme.run("preview")
    assert result.exit_code == 1
    assert "NP209" in result.output


def test_a_misspelt_block_is_an_error(acme: Organization):
    """A block that is no attribute and that nothing calls is found, with a suggestion."""
    acme.mappings = {"default.j2": DEFAULT_MAPPING + "{% block dislay_name %}x{% endblock %}"}
    acme.people = {"okta": [okta("ann")]}
    acme.write()
    result = acme.run("map")
    assert result.exit_code == 1
    assert "NP204" in result.output
    assert "display_name" in result.output


def test_a_region_inherits_and_calls_super(acme: Organization):
    """Inheritance, `super()`, helper blocks, imports, macros and includes work across files."""
    acme.mappings = {
        "names.j2": "{% macro full(u) %}{{ u.family_name }} {{ u.given_name }}{% endmacro %}",
        "suffix.j2": " [{{ user.city }}]",
        "default.j2": '{% import "names.j2" as names %}{% set mark = "*" %}'
        + REQUIRED
        + "{% block display_name %}{% block person %}{{ names.full(user) }}{% endblock %}{{ mark }}{% endblock %}",
        "east.j2": '{% extends "default.j2" %}'
        "{% block person %}{{ super() }}{% include 'suffix.j2' %}{% endblock %}"
        "{% block job_title %}{{ self.person() }}!{% endblock %}",
    }
    acme.regions = [{"name": "east", "mapping": "east.j2"}]
    acme.people = {"okta": [okta("ann", "Ann", "Kim", city="Seoul")]}
    payload = acme.map()["00uann"]["payload"]
    assert payload["displayName"] == "Kim Ann [Seoul]*"
    assert payload["title"] == "Kim Ann [Seoul]!"
