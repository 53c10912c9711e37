from nameplate.model import Action
from nameplate.planning import GuardVerdict, SummaryRow
from nameplate.reports.figures import attribute_bars, bars_of, fullness, region_bars


def test_bars_are_to_scale_and_hold_everybody_who_changes(plan):
    """The longest bar fills the drawing; unchanged people are in none."""
    bars = region_bars(plan)
    assert sum(bar.total for bar in bars) == sum(
        count for action, count in plan.summary().items() if action != Action.UNCHANGED
    )
    assert sum(part.width for part in bars[0].segments) == 100
    for bar in bars:
        assert sum(part.count for part in bar.segments) == bar.total
        assert [part.start for part in bar.segments] == sorted(part.start for part in bar.segments)


def test_the_longest_comes_first_and_people_without_a_name_are_some():
    """Bars are by length, then by name; "" is `(none)`, which an address writes as -."""
    rows = [SummaryRow("main", "", region, "update", people) for region, people in (("", 1), ("b", 5), ("a", 5))]
    bars = bars_of(rows, lambda row: row.region)
    assert [(bar.label, bar.key, bar.total) for bar in bars] == [("a", "a", 5), ("b", "b", 5), ("(none)", "-", 1)]


def test_a_twin_attribute_has_no_bar_of_its_own(plan):
    """Department in both places is one line."""
    assert [bar.label for bar in attribute_bars(plan)].count("department") == 1


def test_a_guard_is_at_most_full():
    """A limit of nobody is full as soon as somebody changes; without a limit there is nothing to fill."""

    def verdict(actual: int, allowed: int | None) -> GuardVerdict:
        return GuardVerdict("emails", "main", actual, 90, "", holds=True, allowed=allowed)

    assert fullness(verdict(3, 6)) == 50
    assert fullness(verdict(12, 6)) == 100
    assert (fullness(verdict(0, 0)), fullness(verdict(1, 0)), fullness(verdict(1, None))) == (0, 100, None)
