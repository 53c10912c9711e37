"""Both sides are gone through once, whatever ids they have."""

from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nameplate.planning import merging
from nameplate.planning.merging import merge


class Handed:
    """Rows in order, handed out a few at a time."""

    def __init__(self, ids):
        self.rows = [(identity, number) for number, identity in enumerate(sorted(ids))]

    def fetchmany(self, size):
        """The next rows."""
        rows, self.rows = self.rows[:size], self.rows[size:]
        return rows


class Told:
    """What was handed on, flat."""

    def __init__(self):
        self.all = []

    def pairs(self, people, accounts):
        """Each pair by its id."""
        self.all += [(person[0], [person], [account]) for person, account in zip(people, accounts, strict=True)]
        assert [person[0] for person in people] == [account[0] for account in accounts]

    def several(self, people, accounts):
        """All with one id."""
        assert len(people) + len(accounts) > 2
        self.all.append((people[0][0], people, accounts))

    def people_alone(self, people):
        """People without an account."""
        self.all.append((people[0][0], people, []))

    def account_alone(self, account):
        """An account without people."""
        self.all.append((account[0], [], [account]))


def by_id(people, accounts):
    """The same, by grouping; rows without an id, and accounts of nobody, stand alone."""
    groups = defaultdict(lambda: ([], []))
    for side, rows in enumerate((people, accounts)):
        for row in rows:
            groups[row[0]][side].append(row)
    expected = []
    for identity, (left, right) in groups.items():
        if not identity:
            expected += [("", [row], []) for row in left] + [("", [], [row]) for row in right]
        elif not left:
            expected += [(identity, [], [row]) for row in right]
        else:
            expected.append((identity, left, right))
    return sorted(expected)


IDS = st.lists(st.integers(0, 60).map(lambda number: f"u{number:02}") | st.just(""), max_size=60)


@pytest.mark.parametrize("most", [1, 4, 1024])
@given(common=IDS, people=IDS, accounts=IDS)
def test_every_row_is_handed_on_once_with_all_that_have_its_id(most, common, people, accounts):
    """With long stretches in common, gaps, repeated ids and rows without one."""
    left, right = Handed(common + people), Handed(common + accounts)
    expected = by_id(list(left.rows), list(right.rows))
    told = Told()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(merging, "MOST", most)
        merge(left, right, told)
    assert sorted(told.all) == expected


def test_equal_sides_are_compared_many_at_a_time():
    """A gap slows the comparison down for a moment only."""
    ids = [f"u{number:06}" for number in range(20_000)]
    sizes = []

    class Counting(Told):
        def pairs(self, people, accounts):
            sizes.append(len(people))

    merge(Handed(ids), Handed(ids[:5000] + ids[5001:]), Counting())
    assert sum(sizes) == 19_999
    assert len(sizes) < 100
