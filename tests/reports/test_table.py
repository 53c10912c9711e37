import io
import sqlite3

import pytest
from rich.cells import cell_len
from rich.console import Console

from nameplate.findings import finding
from nameplate.model import AttributeChange
from nameplate.planning import Plan, open_plan
from nameplate.reports.table import EVERYONE, FIRST, print_table
from support.planning_files import change, plan_file


def draw(plan: Plan, width: int = 80) -> str:
    out = io.StringIO()
    print_table(plan, Console(file=out, width=width, highlight=False))
    return out.getvalue()


def test_every_person_stands_with_before_and_after(plan: Plan):
    """The table shows who, what was, what will be, and by which rule."""
    text = draw(plan)
    assert "Person 1" in text
    assert "Taro Yamada → 山田 太郎" in text
    assert "japan.j2:3" in text


def test_what_went_wrong_stands_before_the_figures(plan: Plan):
    """A read that failed is said at the top, with what to do."""
    text = draw(plan)
    assert text.index("okta-us was not read to its end") < text.index("create")
    assert "Try again." in text


def test_a_guard_that_refuses_is_said_with_its_numbers(plan: Plan):
    """The guards' table says which one refuses."""
    line = next(line for line in draw(plan).splitlines() if "deactivations" in line)
    assert "12" in line
    assert "REFUSES" in line


def test_a_plan_without_guards_has_no_table_of_them(tmp_path):
    """As where no directory could be listed."""
    with open_plan(plan_file(tmp_path / "plan.db", [change(1)])) as plan:
        assert "verdict" not in draw(plan)


@pytest.mark.parametrize("width", [60, 80, 120])
def test_no_line_is_wider_than_the_terminal(tmp_path, width: int):
    """Long values and wide characters fold; no line runs over."""
    long = AttributeChange("displayName", "山田" * 60, "a" * 150, "a-folder/of-mappings/with-a-long-name.j2:123")
    path = plan_file(tmp_path / "plan.db", [change(1, person="川" * 70, attributes=(long,))])
    with open_plan(path) as plan:
        assert max(cell_len(line) for line in draw(plan, width).splitlines()) <= width


def test_a_large_plan_is_summarized(tmp_path):
    """Past a few hundred people the table shows the first of each action and says how many more there are."""
    path = plan_file(tmp_path / "plan.db", [change(number) for number in range(EVERYONE + 50)])
    with open_plan(path) as plan:
        text = draw(plan)
    assert f"{EVERYONE + 50 - FIRST} more" in text
    assert text.count("Taro Yamada") == FIRST


def test_a_pushed_plan_says_what_became_of_each_person(tmp_path):
    """After a push, each person has an outcome; narrowed to those attempted, only they are drawn."""
    path = plan_file(tmp_path / "plan.db", [change(1), change(2)])
    with sqlite3.connect(path) as database:
        database.execute("insert into push values (1, '2026-01-05T10:00:00Z', '', 'host', 'me', '')")
        database.execute(
            "insert into attempt values (1, 1, 2, '2026-01-05T10:00:01Z', '', 409, 'a2', 'taken', 'failed')"
        )
    database.close()
    with open_plan(path) as plan:
        text = draw(plan.narrowed(attempted=True))
        assert "Person 1" in draw(plan)
    assert "Person 1" not in text
    assert "failed: taken (HTTP 409)" in text
    assert "pushed 2026-01-05T10:00:00Z" in text


def test_a_name_can_not_command_the_terminal(tmp_path):
    """Escape sequences and signs that turn a line's direction are written out."""
    hostile = "\x1b]0;pwn\x07\x1b[2J\u202eEve"
    found = finding("NP401", hostile)
    path = plan_file(tmp_path / "plan.db", [change(1, person=hostile, region=hostile, findings=(found,))])
    with open_plan(path) as plan:
        text = draw(plan)
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "\\u202eEve" in text
