"""Whom a stage counts."""

import pytest

from nameplate.planning.projection import Projection
from nameplate.planning.staging import Stage
from support.planning_parts import StandInMapper, person


@pytest.fixture
def stage(tmp_path):
    """A stage with two plain people, one blocked, one who is left out and one whose address is written otherwise."""
    people = [
        person("1", "a@acme.example"),
        person("2", "b@acme.example", blocked=True),
        person("3", "c@acme.example", excluded=True),
        person("4", "d@acme.example"),
        person("5", "e@acme.example", email="other@acme.example"),
    ]
    stage = Stage(tmp_path, "main", 0, Projection(range(15)), shared=False)
    mapped = StandInMapper().map_all(people, "okta")
    stage.add_people(stage.rows.people("okta", mapped, [""] * 5, [False] * 5))
    yield stage
    stage.close()


def counts(stage):
    """People of whom there is nothing to say, and others in scope."""
    return sum(stage.plain.values()), sum(stage.remarkable.values())


def test_people_are_counted_once(stage):
    """Plain or remarkable; whoever is left out is in neither count."""
    assert counts(stage) == (3, 1)


def test_people_of_a_failed_read_stay_in_the_population(stage):
    """They are present and nothing more: guards go on counting them."""
    stage.forget("okta")
    assert counts(stage) == (0, 4)


def test_people_who_are_copied_count_and_are_marked_as_those_who_are_read(stage, tmp_path):
    """Whichever way they came into the stage."""
    other = Stage(tmp_path, "other", 1, Projection(range(15)), shared=False)
    rows = stage.execute("select * from desired").fetchall()
    other.database.executemany("insert into desired values(?,?,?,?,?,?,?,?,?,?,?,?,?)", rows)
    other.note_people(0)
    assert (other.plain, other.remarkable) == (+stage.plain, +stage.remarkable)
    assert other.people_marks.lowest() == stage.people_marks.lowest()
    other.close()
