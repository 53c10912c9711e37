import io
import json
import re
from pathlib import Path

from nameplate.planning import open_plan
from nameplate.reports import write_report
from nameplate.reports.tabular import COLUMNS
from support.organization import Organization, account, okta

PAGE = (Path(__file__).parents[2] / "docs" / "formats.md").read_text("utf-8")


def promised(heading: str) -> set[str]:
    """The keys that the first table under a heading or line names."""
    table = PAGE.partition(heading)[2].partition("|---|---|\n")[2].partition("\n\n")[0]
    return {key for row in table.splitlines() for key in re.findall(r"`(\w+)`", row.split("|")[1])}


def acme(folder: Path) -> Organization:
    """Two people, one with a remark."""
    organization = Organization(folder)
    organization.people = {"okta": [okta("ann", "Anne"), okta("bob", email="x")]}
    organization.accounts = [account("ann")]
    return organization


def test_map_prints_the_promised_keys(tmp_path: Path):
    """A line of `map` has just the keys of the page."""
    for line in acme(tmp_path).map().values():
        assert line.keys() - {"blocked"} == promised("## `nameplate map`") - {"blocked"}
        assert line["payload"] is not None


def test_a_preview_has_the_promised_keys(tmp_path: Path):
    """The JSON of a preview has the keys of the page."""
    organization = acme(tmp_path)
    report = organization.preview("--out", str(tmp_path / "plan.db")).report
    assert report.keys() == promised("## `nameplate preview")
    for change in report["changes"]:
        assert change.keys() == promised("A change:") - {"result"}
    out = io.StringIO()
    with open_plan(tmp_path / "plan.db") as plan:
        write_report(plan, "json", out)
    assert json.loads(out.getvalue()) == report


def test_csv_has_the_promised_columns():
    """The columns stand on the page in their order."""
    sentence = PAGE.partition("Columns: ")[2].partition(". A value")[0]
    assert tuple(re.findall(r"`(\w+)`", sentence)) == COLUMNS
