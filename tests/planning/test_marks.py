"""Pairs are found by their marks, and nobody else is taken for one."""

from collections import Counter
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nameplate.planning import marks
from nameplate.planning.marks import Marks, odd_rows, repeating_rows

KEYS = st.lists(st.tuples(st.integers(0, 60).map(str), st.sampled_from("ab")), max_size=80)


def marked(keys):
    """Marks of rows with these keys, added in two goes."""
    some = Marks()
    some.add(keys[:3])
    some.add(iter(keys[3:]))
    return some


def odd(mine, theirs):
    """The numbers of rows of `mine` whose key isn't there once on both sides."""
    here, there = Counter(mine), Counter(theirs)
    return [number for number, key in enumerate(mine, 1) if (here[key], there[key]) != (1, 1)]


@given(KEYS, KEYS, st.sampled_from([1, 5, 1 << 17]))
def test_what_is_no_pair_is_odd(people, accounts, part):
    """Whatever is there once, twice or on one side, in one part or in many."""
    with patch.object(marks, "PART", part):
        assert odd_rows(marked(people), marked(accounts)) == (odd(people, accounts), odd(accounts, people))


@pytest.mark.parametrize("part", [1000, 1 << 17])
@pytest.mark.parametrize(("changed", "few"), [(0, True), (40, True), (1500, True), (5000, False), (20_000, False)])
def test_many_odd_rows_are_not_gathered(monkeypatch, changed, few, part):
    """Of twenty thousand, those who have another text: a few are told, a quarter is too many."""
    monkeypatch.setattr(marks, "PART", part)
    people = [(str(number), "new" if number < changed else "old") for number in range(20_000)]
    found = odd_rows(marked(people), marked([(str(number), "old") for number in range(20_000)]))
    assert found == ((list(range(1, changed + 1)),) * 2 if few else None)


@given(st.lists(st.none() | st.integers(0, 60).map(str), max_size=80), st.sampled_from([1, 5, 1 << 17]))
def test_rows_with_one_key_are_found(keys, part):
    """Each of them, in one part or in many, and none that has no key."""
    with patch.object(marks, "PART", part):
        expected = [number for number, key in enumerate(keys, 1) if key is not None and keys.count(key) > 1]
        assert repeating_rows(marked(keys)) == expected


def test_nothing_is_no_trouble():
    """An empty side, or two."""
    assert odd_rows(Marks(), Marks()) == ([], [])
    assert odd_rows(marked([("1", "a")]), Marks()) == ([1], [])
