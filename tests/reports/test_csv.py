import csv
import io

from nameplate.planning import Plan
from nameplate.reports import write_report
from nameplate.reports.tabular import harmless


def rows(plan: Plan) -> list[dict[str, str]]:
    out = io.StringIO()
    write_report(plan, "csv", out)
    return list(csv.DictReader(io.StringIO(out.getvalue())))


def test_an_attribute_a_line(plan: Plan):
    """Each attribute of each change is a line; a change without attributes has one."""
    lines = rows(plan)
    assert [line["attribute"] for line in lines if line["user_name"] == "p2@acme.example"] == [
        "userName",
        "displayName",
    ]
    assert [line["findings"] for line in lines if line["action"] == "blocked"] == [
        "NP401 email is required and came out empty"
    ]


def test_no_cell_is_a_formula(plan: Plan):
    """A value that a spreadsheet would run is quoted; a phone number stays."""
    line = next(line for line in rows(plan) if line["attribute"] == "phoneNumbers")
    assert line["before"] == "'=1+1"
    assert line["after"] == "+36 1 555 0000"
    assert harmless("@SUM(A1)") == "'@SUM(A1)"
