"""Which region a person is in."""

from typing import Any

import pytest

from nameplate.config import Connection, Directory, When
from nameplate.errors import ConfigurationError
from nameplate.mapping import Mapper, compile_mappings
from support.mappings import Mappings, codes, person, value


def region(name: str, expression: str = "", **patterns: Any) -> dict[str, Any]:
    """A region with a condition."""
    globs = {
        key.replace("__", "."): (value,) if isinstance(value, str) else tuple(value) for key, value in patterns.items()
    }
    return {"name": name, "mapping": "base.j2", "when": When(patterns=globs, expression=expression)}


def mapper(mappings: Mappings, *regions: dict[str, Any], **more: Any) -> Mapper:
    """A mapper of these regions."""
    return compile_mappings(mappings.config(list(regions), **more))


@pytest.mark.parametrize(
    ("condition", "fields", "matches"),
    [
        ({"country": "JP"}, {"country": "JP"}, True),
        ({"country": "jp"}, {"country": "JP"}, True),
        ({"country": ["HU", "JP"]}, {"country": "JP"}, True),
        ({"country": "JP"}, {"country": ""}, False),
        ({"office": "Budapest*"}, {"office": "BUDAPEST HQ"}, True),
        ({"office": "*[12]"}, {"office": "Floor 2"}, True),
        ({"country": "JP", "city": "Tokyo"}, {"country": "JP", "city": "Osaka"}, False),
        ({"country": "JP", "city": "Tokyo"}, {"country": "JP", "city": "tokyo"}, True),
        ({"email_domain": "ext.acme.example"}, {"email": "A@EXT.acme.example"}, True),
        ({"email_domain": "acme.example"}, {"email": "a@ext.acme.example"}, False),
        ({"email_domain": "*.acme.example"}, {"email": "a@ext.acme.example"}, True),
        ({"group": "fin*"}, {"groups": ("Staff", "Finance")}, True),
        ({"group": "fin*"}, {"groups": ()}, False),
        ({"group": "Team [EU]"}, {"groups": ("team [eu]",)}, True),
        ({"group": "Team [EU]"}, {"groups": ("Team E",)}, False),
        ({"group": "Team [EU]*"}, {"groups": ("Team [EU] North",)}, True),
        ({"group": "Team [EU]*"}, {"groups": ("Team E North",)}, False),
        ({"office": "Wien [HQ]"}, {"office": "Wien [HQ]"}, True),
        ({"org_unit": "/Sales [EU]"}, {"org_unit": "/Sales [EU]/Berlin"}, True),
        ({"org_unit": "/Sales [EU]"}, {"org_unit": "/Sales E"}, False),
        ({"connection": "sta*"}, {}, True),
        ({"connection": "other"}, {}, False),
        ({"custom__team": "a*"}, {"custom": {"team": "Alpha"}}, True),
        ({"custom__team": "a*"}, {"custom": {}}, False),
        ({"org_unit": "/APAC"}, {"org_unit": "/apac/Tokyo"}, True),
        ({"org_unit": "/APAC"}, {"org_unit": "/APAC"}, True),
        ({"org_unit": "/APAC"}, {"org_unit": "/APACx"}, False),
        ({"org_unit": "/"}, {"org_unit": "/EMEA"}, True),
        (
            {"expression": "user.country == 'HU' and user.office.startswith('Bud')"},
            {"country": "HU", "office": "Buda"},
            True,
        ),
        ({"expression": "user.country == 'HU'"}, {"country": "JP"}, False),
        ({"expression": "user.raw.level > 3"}, {"raw": {"level": 4}}, True),
        ({"expression": "'Finance' in user.groups", "country": "JP"}, {"groups": ("Finance",), "country": "JP"}, True),
    ],
)
def test_conditions(mappings: Mappings, condition: dict[str, Any], fields: dict[str, Any], matches: bool) -> None:  # noqa: FBT001
    """AND between keys, OR inside a list, case-insensitive globs; `org_unit` includes what lies below.

    A text always matches itself, and the brackets in names of groups and units are no glob.
    """
    compiled = mapper(mappings, region("it", **condition), {"name": "rest", "mapping": "base.j2"})
    for _ in range(2):
        assert compiled.map(person(**fields), "staff").region == ("it" if matches else "rest")


def test_people_alike_in_what_conditions_read_are_decided_once_and_others_anew(mappings: Mappings) -> None:
    """A decision that is remembered is that of the same domain, country and office only."""
    compiled = mapper(
        mappings,
        region("ext", email_domain="ext.example"),
        region("buda", "user.country == 'HU' and user.office == 'Buda'"),
        {"name": "rest", "mapping": "base.j2"},
    )
    people = [
        ({"email": "a@ext.example"}, "ext"),
        ({"email": "a@acme.example", "country": "HU", "office": "Buda"}, "buda"),
        ({"email": "b@acme.example", "country": "HU", "office": "Pest"}, "rest"),
        ({"email": "c@ext.example", "country": "HU", "office": "Buda"}, "ext"),
    ]
    for fields, expected in [*people, *reversed(people)]:
        assert compiled.map(person(**fields), "staff").region == expected


def test_the_first_match_wins(mappings: Mappings) -> None:
    """Top to bottom."""
    compiled = mapper(mappings, region("a", country="*"), region("b", country="JP"))
    assert compiled.map(person(country="JP"), "staff").region == "a"


def test_without_a_match_the_person_is_blocked(mappings: Mappings) -> None:
    """NP308; someone inactive may still be deactivated."""
    mapped = mapper(mappings, region("a", country="JP")).map(person(active=False), "staff")
    assert (mapped.region, mapped.blocked, codes(mapped)) == ("", True, ["NP308"])
    assert value(mapped, "active") == "false"


def test_excluded_people_are_out_of_scope(mappings: Mappings) -> None:
    """Without a finding."""
    rooms = {"name": "rooms", "exclude": True, "when": When(patterns={"employee_type": ("Room",)})}
    mapped = mapper(mappings, rooms, region("a", country="*")).map(person(employee_type="room"), "staff")
    assert (mapped.excluded, mapped.blocked, mapped.findings) == (True, False, ())


def test_a_condition_that_fails_blocks_the_person(mappings: Mappings) -> None:
    """Their region can't be known, so none is guessed."""
    compiled = mapper(mappings, region("a", "user.raw.level > 3"), {"name": "rest", "mapping": "base.j2"})
    mapped = compiled.map(person(raw={"level": "high"}), "staff")
    assert (mapped.blocked, codes(mapped)) == (True, ["NP109"])


@pytest.mark.parametrize(
    "expression", ["user.country ==", "user.famly_name == 'x'", "nobody", "user.city | uper", "1 2"]
)
def test_a_wrong_expression_is_refused(mappings: Mappings, expression: str) -> None:
    """Before anybody is read, at its place in the configuration."""
    with pytest.raises(ConfigurationError) as refused:
        mapper(mappings, region("a", expression))
    assert refused.value.findings[0].code == "NP109"
    assert "nameplate.yaml" in refused.value.findings[0].file


def test_a_connection_may_have_its_own_regions(mappings: Mappings) -> None:
    """They take the place of the common list."""
    own = Connection(connector="x", directory="main", regions=[{"name": "own", "mapping": "base.j2"}])
    connections = {"staff": Connection(connector="x", directory="main"), "other": own}
    compiled = mapper(mappings, region("a", country="*"), connections=connections, directories={"main": Directory()})
    assert compiled.map(person(), "other").region == "own"
    assert compiled.map(person(), "staff").region == "a"


def test_what_conditions_and_rules_read_is_asked_for(mappings: Mappings) -> None:
    """Fields, custom fields, raw paths and groups, by connection."""
    mappings.write(
        "rules.j2",
        '{% extends "base.j2" %}{% block job_title %}{{ user.title }}{{ user.raw.a["b.c"].d }}{{ user.custom.x }}'
        "{{ 'Finance' in user.groups }}{% endblock %}{% block display_name %}{{ user | person_name }}{% endblock %}",
    )
    regions = [region("a", "user.raw.level > 3", group="Staff", org_unit="/x"), {"name": "b", "mapping": "rules.j2"}]
    needs = mapper(mappings, *regions).needs["staff"]
    assert {"title", "custom.x", "groups", "org_unit", "given_name", "country", "id", "email"} <= needs.fields
    assert "*" not in needs.fields
    assert "division" not in needs.fields
    assert needs.raw == {'a."b.c".d', "level"}
    assert needs.groups == {"Staff", "Finance"}
