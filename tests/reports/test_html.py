import io
import re

import orjson

from nameplate.planning import Plan, open_plan
from nameplate.reports import write_report
from support.planning_files import change, plan_file

ROWS = re.compile(r'<script type="application/json" class="rows">(.*?)</script>', re.DOTALL)


def page(plan: Plan) -> str:
    out = io.StringIO()
    write_report(plan, "html", out)
    return out.getvalue()


def embedded(text: str) -> list[dict]:
    return [row for chunk in ROWS.findall(text) for row in orjson.loads(chunk)]


def test_the_file_asks_nobody_for_anything(plan: Plan):
    """No link, script or style of another place stands in the report."""
    text = page(plan)
    assert not re.search(r'(?:src|href)\s*=\s*"', text)
    assert "default-src 'none'" in text


def test_a_hostile_name_stays_text(plan: Plan):
    """A name with markup can neither end a script element nor become an element."""
    text = page(plan)
    assert "<img" not in text
    row = next(row for row in embedded(text) if row["a"] == "create")
    assert "&lt;/script&gt;&lt;img" in row["h"]


def test_rows_carry_what_the_filters_look_at(plan: Plan):
    """Action, region, connection, attributes and findings stand beside each row."""
    rows = embedded(page(plan))
    assert {row["a"] for row in rows} == {"create", "update", "deactivate", "blocked", "unchanged"}
    update = next(row for row in rows if "Person 1" in row["h"])
    assert (update["c"], update["r"], update["p"]) == ("okta-us", "japan", ["displayName"])
    assert "山田" in update["t"]
    assert next(row for row in rows if row["a"] == "blocked")["f"] == ["NP401"]


def test_the_differing_part_is_marked(plan: Plan):
    """Before and after show what differs."""
    row = next(row for row in embedded(page(plan)) if "Person 1" in row["h"])
    assert "<mark>Taro Yamada</mark>" in row["h"]
    assert "<mark>山田 太郎</mark>" in row["h"]


def test_a_large_plan_stands_in_many_small_chunks(tmp_path):
    """Rows come in chunks, so that nothing grows with the plan."""
    path = plan_file(tmp_path / "plan.db", [change(number) for number in range(450)])
    with open_plan(path) as plan:
        text = page(plan)
    assert [len(orjson.loads(chunk)) for chunk in ROWS.findall(text)] == [200, 200, 50]


def test_the_report_has_the_figures_of_the_review_pages(plan: Plan):
    """Regions as bars by action, and each guard with how full its limit is."""
    text = page(plan)
    assert 'aria-label="People by region"' in text
    assert re.search(r'<rect class="blocked" x="[\d.]+%" width="[\d.]+%"', text)
    assert '<rect width="100.0%"' in text
    assert "refuses" in text
