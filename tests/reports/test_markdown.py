import io

from nameplate.planning import Plan
from nameplate.reports import write_report
from nameplate.reports.markdown import escape


def test_everyone_stands_in_a_table_row(plan: Plan):
    """Names, values and findings stand in rows of a table."""
    out = io.StringIO()
    write_report(plan, "markdown", out)
    text = out.getvalue()
    assert "| **Person 1**<br>p1@acme.example | japan | display name | Taro Yamada | 山田 太郎 | japan.j2:3 |" in text
    assert "**error NP309**" in text
    assert "| deactivations | main | 12 |" in text


def test_a_name_is_never_markup():
    """Markdown's and HTML's signs come out as themselves, and a line break can't break the table."""
    assert escape("a|b\n<b>*x*") == r"a\|b \<b\>\*x\*"
