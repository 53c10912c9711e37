"""Many people at once are mapped as each of them alone."""

from pathlib import Path

import pytest

from nameplate.findings import finding
from nameplate.mapping import Mapper, compile_mappings
from nameplate.model import BadRecord, SourceUser
from support.mappings import Mappings, person

RULES = (
    '{% extends "base.j2" %}{% block given_name %}{{ user.given_name }}{% endblock %}'
    "{% block job_title %}{{ 1 // (user.title | length) }}{% endblock %}"
    "{% block timezone %}{{ user.timezone }}{% endblock %}"
)
PEOPLE = (
    person(),
    person(title="A", given_name="Zoë", display_name="Zoë Z"),
    person(title="A", given_name=" Ann  Lee ", timezone="Mars/Olympus"),
    person(title="A", email="hana@acme.example"),
    person(title="A", email=""),
    person(title="A", email="", user_name=""),
    person(title="A", email="no address"),
    person(title="A", given_name="x" * 101),
    person(title="A", active=None),
    person(title="A", country="XX"),
    person(title="A", country="FR"),
    person(title="A", city="Rome"),
    person(title="A", findings=(finding("NP306", "no country"),)),
    BadRecord("00u9", (finding("NP303", "not read"),), user_name="bad@acme.example", active=False),
)


@pytest.fixture(params=["", "email,attribute,value,reason,until\nhana@acme.example,given_name,T,,\n"])
def mapper(request: pytest.FixtureRequest, mappings: Mappings) -> Mapper:
    """Regions with rules that fail for some, one left out, one whose condition fails; chosen names or none."""
    mappings.write("rules.j2", RULES)
    regions = [
        {"name": "broken", "mapping": "rules.j2", "when": {"expression": "user.city and 1 // 0"}},
        {"name": "left out", "exclude": True, "when": {"country": "FR"}},
        {"name": "all", "mapping": "rules.j2", "when": {"country": ["", "HU"]}},
    ]
    chosen = {}
    if request.param:
        chosen["exceptions"] = Path(mappings.folder) / "people.csv"
        chosen["exceptions"].write_text(request.param, "utf-8")
    return compile_mappings(mappings.config(regions, **chosen))


def test_many_are_mapped_as_each_alone(mapper: Mapper) -> None:
    """Whoever is blocked, excluded, failed, remarkable or plain; and each of these is among them."""
    many = mapper.map_all(PEOPLE, "staff")
    assert many == [mapper.map(one, "staff") for one in PEOPLE]
    codes = {found.code for one in many for found in one.findings}
    assert {"NP109", "NP301", "NP303", "NP306", "NP308", "NP402", "NP403", "NP404"} <= codes
    assert {one.excluded for one in many} == {one.blocked for one in many} == {True, False}
    assert any(not one.findings for one in many)


def test_a_rule_that_is_stopped_for_one_is_stopped_for_those_after(mappings: Mappings) -> None:
    """As if they were mapped one by one."""
    loop, end = "{% for a in range(999) %}", "{% endfor %}"
    endless = 3 * loop + "{{ a }}" + 3 * end
    text = f"{{% block phone %}}{{% if user.title %}}{endless}{{% else %}}1{{% endif %}}{{% endblock %}}"
    people: list[SourceUser] = [person(), person(title="A"), person()]
    together, alone = mappings.compile(text), mappings.compile(text)
    assert together.map_all(people, "staff") == [alone.map(one, "staff") for one in people]
    assert together.notes() == alone.notes() != ()
