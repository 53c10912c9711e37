"""What `check` finds in a configuration and its mappings together."""

from pathlib import Path

import pytest

from nameplate.checking.examples.reading import examples_files
from nameplate.checking.running import check_config
from nameplate.config import load_config


def regions(*rows):
    """Lines of `regions:`."""
    return "".join(f"  - {{{row}}}\n" for row in rows)


ALL = "  - {name: all, mapping: own.j2}\n"


def test_an_attribute_that_one_region_alone_manages_is_found(organization):
    """With who manages it and who doesn't, at the rule."""
    organization.write("japan.j2", '{% extends "own.j2" %}\n{% block phone %}{{ user.phone }}{% endblock %}')
    findings = organization.with_config(ALL, regions("name: japan, when: {country: JP}, mapping: japan.j2") + ALL)
    (found,) = findings
    assert (found.code, found.line, found.attribute) == ("NP216", 2, "phone")
    assert "japan" in found.message
    assert "all" in found.message


@pytest.mark.parametrize(
    ("connector", "field", "found"),
    [("azure_ad", "timezone", True), ("okta", "timezone", False), ("google", "timezone", True)],
)
def test_a_field_that_an_identity_provider_lacks_is_found(organization, codes, connector, field, found):
    """By the connector's table of fields."""
    organization.own(f"{{% block timezone %}}{{{{ user.{field} }}}}{{% endblock %}}")
    findings = organization.with_config("connector: okta", f"connector: {connector}")
    assert ("NP217" in codes(findings)) is found


def test_a_custom_attribute_delivers_a_field(organization, codes):
    """As the connection's `fields` name it."""
    organization.own("{% block timezone %}{{ user.timezone }}{% endblock %}")
    findings = organization.with_config(
        "{connector: okta,",
        "{connector: azure_ad, fields: {timezone: employeeOrgData.zone},",
    )
    assert codes(findings) == []


@pytest.mark.parametrize(
    "rule",
    [
        "{{ user.timezone or 'UTC' }}",
        "{% if user.timezone %}{{ user.timezone }}{% endif %}",
        "{{ user.timezone if user.timezone else keep() }}",
        "{{ [user.timezone, user.country] | select | join }}",
    ],
)
def test_a_rule_that_provides_for_a_missing_field_passes(organization, codes, rule):
    """One mapping may serve several identity providers."""
    organization.own(f"{{% block timezone %}}{rule}{{% endblock %}}")
    findings = organization.with_config("connector: okta", "connector: azure_ad")
    assert "NP217" not in codes(findings)


def test_a_custom_field_that_nobody_names_is_found(organization, codes):
    """`user.custom.romaji` without a line in `fields`."""
    assert codes(organization.own("{% block job_title %}{{ user.custom.romaji }}{% endblock %}")) == ["NP217"]


def test_a_condition_on_a_field_that_no_connection_has_is_found(organization, codes):
    """Nobody would ever match."""
    findings = organization.with_config(ALL, regions("name: a, when: {custom.site: X}, mapping: own.j2") + ALL)
    assert codes(findings) == ["NP217"]


def test_unused_things_are_found(organization):
    """A mapping, a field, a directory."""
    organization.write("spare.j2", '{% extends "nameplate/default.j2" %}')
    organization.config.write_text(
        organization.config.read_text("utf-8")
        .replace("  main:", "  idle: {sandbox: ./idle.db}\n  main:")
        .replace("{connector: okta,", "{connector: okta, fields: {custom.romaji: profile.romaji},"),
        "utf-8",
    )
    findings = organization.check()
    assert {found.code for found in findings} == {"NP110"}
    said = " ".join(found.message for found in findings)
    assert all(word in said for word in ("spare.j2", "custom.romaji", "idle"))


def test_shared_regions_that_every_connection_replaces_are_found(organization, codes):
    """Each connection has a list of its own."""
    findings = organization.with_config("{connector: okta,", "{connector: okta, regions: [{name: b, mapping: own.j2}],")
    assert codes(findings) == ["NP110"]


def test_what_a_used_mapping_reaches_is_used(organization, codes):
    """By extends, import or include."""
    organization.write("base.j2", '{% extends "nameplate/default.j2" %}')
    organization.write("macros.j2", "{% macro up(x) %}{{ x | upper }}{% endmacro %}")
    organization.write(
        "own.j2",
        '{% extends "base.j2" %}{% import "macros.j2" as m %}{% block job_title %}{{ m.up(user.title) }}{% endblock %}',
    )
    assert codes(organization.check()) == []


@pytest.mark.parametrize(
    ("above", "below", "found"),
    [
        ("", "when: {country: JP},", True),
        ("when: {country: [JP, KR]},", "when: {country: JP, office: Tokyo},", True),
        ("when: {country: 'j*'},", "when: {country: JP},", True),
        ("when: {org_unit: /APAC},", "when: {org_unit: /APAC/Tokyo},", True),
        ("when: {expression: user.title},", "when: {expression: user.title, country: JP},", True),
        ("when: {group: 'Team*'},", "when: {group: 'Team [EU]'},", True),
        ("when: {group: 'Team [EU]'},", "when: {group: 'Team E'},", False),
        ("when: {country: JP, office: Tokyo},", "when: {country: JP},", False),
        ("when: {country: JP},", "when: {country: [JP, KR]},", False),
        ("when: {country: JP},", "when: {office: Tokyo},", False),
        ("when: {expression: user.title},", "when: {country: JP},", False),
    ],
)
def test_a_region_behind_one_that_takes_all_its_people_is_found(organization, codes, above, below, found):
    """By the conditions alone."""
    findings = organization.with_config(
        ALL, regions(f"name: a, {above} mapping: own.j2", f"name: b, {below} mapping: own.j2")
    )
    assert ("NP111" in codes(findings)) is found


def test_regions_that_share_a_country_are_noted(organization):
    """Also where an expression names it."""
    findings = organization.with_config(
        ALL,
        regions(
            "name: budapest, when: {expression: \"user.country == 'HU' and user.office\"}, mapping: own.j2",
            "name: hungary, when: {country: HU}, mapping: own.j2",
        ),
    )
    assert [(found.code, found.level) for found in findings] == [("NP112", "note")]


@pytest.mark.parametrize(
    "when", ["{country: Japan}", "{country: JPN}", "{email_domain: '@acme.example'}", "{connection: stuff}"]
)
def test_a_value_that_a_field_never_has_is_found(organization, codes, when):
    """Nobody would match."""
    findings = organization.with_config(ALL, regions(f"name: a, when: {when}, mapping: own.j2") + ALL)
    assert codes(findings) == ["NP111"]


def test_a_glob_for_a_group_of_people_who_are_read_live_is_found(organization, codes):
    """The identity provider is asked for the members of a group by its name; a snapshot knows them all."""
    region = regions("name: staff, when: {group: [Staff, 'Staff *']}, mapping: own.j2")
    assert codes(organization.with_config(ALL, region + ALL)) == []
    live = "settings: {org_url: 'https://acme.okta.com', token: {env: OKTA_TOKEN}}"
    (found,) = organization.with_config("snapshot: ./staff.jsonl", live)
    assert (found.code, found.line, found.column) == ("NP103", 3, 41)
    assert "staff can't be asked for the members of `Staff *`" in found.message


@pytest.mark.parametrize(
    "expression",
    ["user.contry == 'JP'", "usr.country == 'JP'", "user.country ==", "user.country | uper", "user.office.starts('B')"],
)
def test_a_wrong_expression_is_found(organization, expression):
    """At its key."""
    row = f'name: a, when: {{expression: "{expression}"}}, mapping: own.j2'
    (found,) = organization.with_config(ALL, regions(row) + ALL)
    assert (found.code, found.line, found.column) == ("NP109", 3, 22)


def test_chosen_names_are_checked(organization):
    """Unknown attributes, values that would be refused, bad dates."""
    path = organization.folder / "people.csv"
    path.write_text("email,attribute,value,reason,until\na@b.c,displayname,x,,\na@b.c,timezone,Asia/Tokio,,\n", "utf-8")
    findings = organization.with_config("mappings:", "exceptions: ./people.csv\nmappings:")
    assert [(found.code, found.line) for found in findings] == [("NP114", 2), ("NP218", 3)]
    path.write_text("email,attribute,value,reason,until\na@b.c,title,x,,tomorrow\n", "utf-8")
    assert [found.code for found in organization.check()] == ["NP113"]


def test_a_configuration_that_cannot_be_used_has_its_mappings_checked_all_the_same(organization, codes):
    """Both kinds of mistakes at once: NP105, NP106 and those of the mapping."""
    organization.own("{% block job_title %}{{ user.titel }}{% endblock %}")
    findings = organization.with_config(
        "main: {sandbox: ./practice.db}",
        "main: {directory_id: a, token: abcdefghijklmnop1234567890}\n  other: {directory_id: b, token: {env: X}}",
    )
    assert {"NP105", "NP106", "NP202"} <= set(codes(findings))


def test_a_folder_of_mappings_that_is_not_there_is_found(organization, codes):
    """Rather than each mapping in it."""
    assert "NP103" in codes(organization.with_config("./mappings", "./mapings"))


def test_a_configuration_in_memory_is_checked_alike_and_its_mappings_have_their_names(organization, plugins):
    """They may be a copy, whose files mean nothing to a reader; comments excuse findings there too."""
    organization.write("spare.j2", '{% extends "own.j2" %}{% block phone %}{{ user.fone }}{% endblock %}')
    excuse = " {# nameplate: ignore NP215 -- they sign in by it #}"
    on_disk = organization.own(f"{{% block email %}}{{{{ user.user_name }}}}{{% endblock %}}{excuse}\n{excuse}")
    in_memory = check_config(load_config(organization.config, plugins.connectors), plugins)
    assert [(found.code, found.file) for found in in_memory] == [
        ("NP222", "own.j2"),
        ("NP110", "spare.j2"),
        ("NP202", "spare.j2"),
    ]
    assert [(found.code, Path(found.file).name, found.line) for found in on_disk] == [
        (found.code, found.file, found.line) for found in in_memory
    ]


def test_what_is_hidden_is_nobodys_mapping(organization, codes):
    """Where the mappings lie beside the configuration, `.venv` holds those that ship with nameplate."""
    hidden = organization.folder / "mappings" / ".venv" / "lib"
    hidden.mkdir(parents=True)
    (hidden / "japan.j2").write_text("{% block person %}{{ user.titel }}{% endblock %}", "utf-8")
    (hidden / "japan.examples.yaml").write_text("examples: []", "utf-8")
    (organization.folder / "mappings" / ".draft.j2").write_text("{% if %}", "utf-8")
    assert codes(organization.check()) == []
    assert examples_files([organization.folder / "mappings"]) == []
