import sqlite3

import pytest

from nameplate.findings import finding
from nameplate.model import Action, AttributeChange
from nameplate.planning import open_plan
from support.planning_files import change, plan_file


@pytest.fixture
def plan(tmp_path):
    """A plan of 1,199 changes, the first four of them special."""
    changes = [
        change(1, findings=(finding("NP507", "x"),)),
        change(2, Action.CREATE, region="budapest", person="Nagy Zoltán"),
        change(3, Action.DEACTIVATE, connection="", region="", source_id=""),
        change(4, directory="practice", attributes=(AttributeChange("title", "100%", "x_y"),)),
        *(change(number) for number in range(5, 1200)),
    ]
    with open_plan(plan_file(tmp_path / "plan.db", changes)) as plan:
        yield plan


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"actions": [Action.CREATE, "deactivate"]}, [2, 3]),
        ({"regions": ["budapest"]}, [2]),
        ({"connections": [""]}, [3]),
        ({"regions": ["", "budapest"]}, [2, 3]),
        ({"users": ["P7@Acme.example", "s9", "a11"]}, [7, 9, 11]),
        ({"users": []}, []),
        ({"directory": "practice"}, [4]),
        ({"text": "nagy"}, [2]),
        ({"text": "x_y"}, [4]),
        ({"text": "0%"}, [4]),
        ({"attribute": "title"}, [4]),
        ({"code": "NP507"}, [1]),
        ({"actions": ["create"], "code": "NP507"}, []),
    ],
)
def test_filters_choose(plan, filters, expected):
    """Each filter chooses alone and together with others, and `count` agrees."""
    assert [change.id for change in plan.changes(**filters)] == expected
    assert plan.count(**filters) == len(expected)


def test_pages_are_cut_anywhere(plan):
    """A limit and an offset give that slice of what passes, across read boundaries."""
    everybody = [change.id for change in plan.changes(actions=["update"])]
    assert len(everybody) == 1197
    assert [change.id for change in plan.changes(actions=["update"], offset=450, limit=600)] == everybody[450:1050]
    assert [change.id for change in plan.changes(actions=["update"], limit=0)] == []
    assert [change.id for change in plan.changes(actions=["update"], offset=1190)] == everybody[1190:]


def test_a_push_can_write_while_changes_are_read(plan):
    """No lock is held between two changes of a stream."""
    changes = plan.changes()
    next(changes)
    journal = sqlite3.connect(plan.path, timeout=0)
    journal.execute("insert into push(started_at) values('now')")
    journal.commit()
    journal.close()
    assert sum(1 for _ in changes) == 1198


def test_an_unknown_id_is_no_change(plan):
    """Asking for a change that isn't there is a KeyError."""
    with pytest.raises(KeyError):
        plan.change(99999)
