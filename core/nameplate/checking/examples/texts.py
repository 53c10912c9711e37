"""What is wrong with an example, in words."""

from unicodedata import east_asian_width

from nameplate.checking.examples.judging import Difference
from nameplate.checking.examples.running import Outcome

LEFT_ALONE = "(left alone)"
CLEARED = '""'


def problem(outcome: Outcome) -> str:
    """Each difference in two lines, expected over actual, with the rule's address; or the mistake in the example."""
    if outcome.findings:
        return "\n".join(
            f"{one.address}: {one.code} {one.message}{f' {one.remedy}' if one.remedy else ''}"
            for one in outcome.findings
        )
    width = max((len(one.what) for one in outcome.differences), default=0)
    return "\n".join(line for one in outcome.differences for line in difference_lines(one, width))


def difference_lines(one: Difference, width: int) -> list[str]:
    """`display_name  expected  …` over `got  …  japan.j2:3`."""
    expected, actual = value(one, one.expected), value(one, one.actual)
    pad = " " * max(0, columns(expected) - columns(actual))
    rule = f"{pad}  {one.rule}" if one.rule else ""
    lines = [f"{one.what:{width}}  expected  {expected}", f"{'':{width}}  got       {actual}{rule}"]
    return [*lines, f"{'':{width}}  since     {one.remark}"] if one.remark else lines


def value(one: Difference, text: str | None) -> str:
    """A value; what is left alone or cleared is said."""
    if one.what in {"blocked", "findings", "region"}:
        return text or "none"
    return LEFT_ALONE if text is None else text or CLEARED


def columns(text: str) -> int:
    """Columns that a terminal gives to `text`."""
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)
