"""semantics: names at Atlassian, and where department and organization go."""

import pytest

from nameplate.model import Action
from support.planning_parts import StandInMapper, account, codes, configuration, make_plan, person, rows

NAMES = StandInMapper(frozenset({"user_name", "email", "given_name", "family_name", "display_name", "active"}))
NO_DISPLAY = StandInMapper(frozenset({"user_name", "email", "given_name", "family_name", "active"}))


def test_name_parts_precede_the_display_name():
    """At Atlassian the display name overwrites them, so it comes last."""
    plan = make_plan(
        [person("1", given_name="Taro", family_name="Yamada", display_name="Yamada Taro")],
        [account("a1", "1", given_name="T.", family_name="Y.")],
        mapper=NAMES,
    )
    assert [row.path for row in plan.of("1").attributes] == ["name.givenName", "name.familyName", "displayName"]


def test_name_parts_alone_are_a_note():
    """With the display name managed, a difference in them alone is no change."""
    plan = make_plan([person("1", given_name="Taro")], [account("a1", "1", given_name="Person")], mapper=NAMES)
    assert plan.of("1").action is Action.UNCHANGED
    assert codes(plan.of("1")) == ["NP514"]


def test_name_parts_don_t_ride_along_with_other_attributes():
    """Another title does not make them a change either."""
    mapper = StandInMapper(NAMES.managed_names | {"job_title"})
    plan = make_plan(
        [person("1", given_name="Taro", job_title="Boss")], [account("a1", "1", given_name="Person")], mapper=mapper
    )
    assert rows(plan.of("1")) == {"title": ("", "Boss")}
    assert codes(plan.of("1")) == ["NP514"]


@pytest.mark.parametrize(
    ("config", "mapper"), [(configuration({"main": {"names": "independent"}}), NAMES), (configuration(), NO_DISPLAY)]
)
def test_name_parts_are_a_change_where_nothing_overwrites_them(config, mapper):
    """The directory says `names: independent`, or no rule manages the display name."""
    people = [person("1", given_name="Taro", display_name="Person 1" if mapper is NAMES else None)]
    plan = make_plan(people, [account("a1", "1", given_name="T.")], config=config, mapper=mapper)
    assert rows(plan.of("1")) == {"name.givenName": ("T.", "Taro")}


@pytest.mark.parametrize(
    ("given", "display", "active", "warned"),
    [
        ("Taro", "Yamada Taro", True, True),
        ("Yamada", "Yamada Taro", True, False),
        ("Taro", "Yamada Taro", False, False),
    ],
)
def test_sign_in_is_warned_of_once_a_region(given, display, active, warned):
    """Where display names aren't "given family", a warning counts the people and names the cure."""
    family = "Taro" if given == "Yamada" else "Yamada"
    people = [
        person(str(n), region="japan", given=given, family=family, display_name=display, active=active)
        for n in range(3)
    ]
    plan = make_plan(people, [], config=configuration(organization={}))
    found = [remark for remark in plan.findings if remark.code == "NP116"]
    assert len(found) == warned
    if warned:
        assert "japan" in found[0].message
        assert "3 display names" in found[0].message
        assert "docs/sso-names.md" in found[0].remedy


def test_removed_name_claims_need_no_warning():
    """`sso_name_claims: removed` says that the cure was taken."""
    plan = make_plan([person("1", given="A", family="B", display_name="B A")], [])
    assert plan.codes() == []


CORE, TWIN = "department", "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department"


@pytest.mark.parametrize(("where", "paths"), [("both", [CORE, TWIN]), ("core", [CORE]), ("enterprise", [TWIN])])
def test_department_goes_where_the_directory_says(where, paths):
    """A row for each place that is written."""
    config = configuration({"main": {"attributes_in": where}})
    plan = make_plan([person("1", department="IT"), person("2", department="IT")], [account("a1", "1")], config=config)
    assert rows(plan.of("1")) == dict.fromkeys(paths, ("", "IT"))
    assert [path for path in rows(plan.of("2")) if "department" in path] == paths


@pytest.mark.parametrize("where", ["both", "core", "enterprise"])
@pytest.mark.parametrize("held", [{"department": "IT"}, {"enterprise_department": "IT"}])
def test_either_place_counts_as_equal(where, held):
    """Atlassian may answer with one of the two only."""
    config = configuration({"main": {"attributes_in": where}})
    assert make_plan([person("1", department="IT")], [account("a1", "1", **held)], config=config).changes == []


def test_each_place_has_its_own_before():
    """What one place holds is not told of the other."""
    plan = make_plan(
        [person("1", department="New")], [account("a1", "1", department="Old", enterprise_department="Older")]
    )
    assert rows(plan.of("1")) == {CORE: ("Old", "New"), TWIN: ("Older", "New")}


def test_a_clearance_empties_every_place_that_is_written():
    """And no place that is empty already."""
    plan = make_plan(
        [person("1", department=""), person("2", department="")],
        [account("a1", "1", enterprise_department="Old"), account("a2", "2")],
    )
    assert [rows(change) for change in plan.changes] == [{TWIN: ("Old", "")}]
