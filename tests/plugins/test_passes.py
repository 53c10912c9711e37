"""A read in several passes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nameplate.plugins.passes import Pass, Passes

ids = st.lists(st.integers(0, 12).map(str), max_size=8, unique=True)


def read(reading, lists, size=3):
    """Everybody of these lists, by pages, each fetched twice."""
    found, cursor = [], None
    while True:
        one, link = reading.at(cursor)
        start = int(link or 0)
        items = [{"id": item} for item in lists[one.what]]
        more = str(start + size) if start + size < len(items) else ""
        pages = [reading.page(cursor, items[start : start + size], more) for _ in range(2)]
        assert pages[0] == pages[1]
        found += [record["id"] for record in pages[0].records]
        cursor = pages[0].next
        if cursor is None:
            return found


@given(st.lists(ids, min_size=1, max_size=4))
def test_nobody_comes_twice(lists):
    """The people of all passes, in order, each once; a page that is fetched again gives the same."""
    reading = Passes([Pass(number) for number in range(len(lists))])
    assert read(reading, lists) == list(dict.fromkeys(one for items in lists for one in items))


@given(st.lists(ids, min_size=1, max_size=3), ids, ids)
def test_members_decide_who_is_kept(groups, people, others):
    """After the members' passes, people are kept who are in one of the groups; an unfiltered pass keeps all."""
    numbers = range(len(groups))
    passes = [
        *(Pass(number, members=True) for number in numbers),
        Pass(len(groups)),
        Pass(len(groups) + 1, unfiltered=True),
    ]
    kept = [one for one in people if any(one in group for group in groups)]
    assert read(Passes(passes), [*groups, people, others]) == list(dict.fromkeys([*kept, *others]))


def test_groups_without_members_keep_nobody():
    """An empty group is not the same as no group."""
    assert read(Passes([Pass(0, members=True), Pass(1)]), [[], ["1"]]) == []


@pytest.mark.parametrize("broken", [{}, {"id": None}, {"id": ["1"]}, {"id": {"a": 1}}])
def test_a_record_with_a_broken_id_ends_no_read(broken):
    """Two without an id are not the same person, and an id that is a list is looked up like any other."""
    reading = Passes([Pass(0), Pass(1)])
    first = reading.page(None, [broken, {"id": "1"}], "")
    assert first.records == [broken, {"id": "1"}]
    again = [] if isinstance(broken.get("id"), list | dict) else [broken]
    assert reading.page(first.next, [broken, {"id": "1"}], "").records == again


def test_a_record_without_an_id_is_no_member():
    """A member without one makes nobody a member."""
    reading = Passes([Pass(0, members=True), Pass(1)])
    members = reading.page(None, [{"id": None}, {"id": "1"}], "")
    assert reading.page(members.next, [{"id": None}, {"id": "1"}], "").records == [{"id": "1"}]
