import csv
import io
import json
import sqlite3

import pytest

from nameplate.planning import open_plan
from nameplate.reports import FORMATS, write_report
from support.planning_files import change, plan_file


@pytest.fixture
def pushed(tmp_path):
    """A plan whose push was verified: Atlassian holds another display name than was sent."""
    path = plan_file(tmp_path / "plan.db", [change(1), change(2)])
    with sqlite3.connect(path) as database:
        database.execute("insert into push values (1, '2026-01-05T10:00:00Z', '', 'host', 'me', '')")
        database.execute(
            "insert into attempt values (1, 1, 1, '2026-01-05T10:00:01Z', '2026-01-05T10:00:02Z', 200, 'a1', '',"
            " 'applied')"
        )
        database.execute(
            "insert into difference values (1, 1, 'verify', 'displayName', '山田 太郎', '山田', '2026-01-05T10:00:03Z')"
        )
    database.close()
    return path


def report(path, form: str) -> str:
    out = io.StringIO()
    with open_plan(path) as plan:
        write_report(plan, form, out)
    return out.getvalue()


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_shows_what_atlassian_holds_instead(pushed, form: str):
    """After --verify each difference stands beside its person: the attribute, what was sent, what is there."""
    text = " ".join(report(pushed, form).split())
    assert "displayName" in text or "display name" in text
    assert "applied" in text
    assert "山田" in text.replace("山田 太郎", "")


def test_programs_get_the_difference_in_parts(pushed):
    """JSON has the parts, CSV the sentence."""
    changes = json.loads(report(pushed, "json"))["changes"]
    assert changes[0]["result"]["differences"] == [
        {"found_by": "verify", "attribute": "displayName", "expected": "山田 太郎", "found": "山田"}
    ]
    rows = list(csv.DictReader(io.StringIO(report(pushed, "csv"))))
    assert rows[0]["outcome"] == "applied"
    assert rows[0]["result"] == "applied; read back, display name is 山田 where 山田 太郎 was sent"
    assert "result" not in changes[1]
