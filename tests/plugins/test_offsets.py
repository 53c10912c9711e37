"""Pages by number: everybody once, or an error."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nameplate.errors import UnexpectedAnswer
from nameplate.plugins import Record
from nameplate.plugins.offsets import Offsets


def read(pages: Offsets, people: list[Record], size: int) -> list[Record]:
    """Everybody, turned page by page."""
    found: list[Record] = []
    cursor: str | None = "0"
    while cursor is not None:
        start = int(cursor)
        page = pages.page(start, people[start : start + size], len(people))
        found += page.records
        cursor = page.next
    return found


@given(st.integers(0, 60), st.integers(1, 25))
def test_everybody_comes_once(count: int, size: int):
    """Whatever the number of people and the size of a page."""
    people = [{"id": n} for n in range(count)]
    assert read(Offsets("Staff"), people, size) == people


@given(st.integers(2, 60), st.integers(1, 25), st.data())
def test_somebody_who_leaves_meanwhile_is_noticed(count: int, size: int, data: st.DataObject):
    """Once a page was read, fewer people than before are an error: somebody may have slipped through."""
    people = [{"id": n} for n in range(count)]
    pages = Offsets("Staff")
    first = pages.page(0, people[:size], count)
    if first.next is None:
        return
    del people[data.draw(st.integers(0, count - 1))]
    with pytest.raises(UnexpectedAnswer, match="somebody may be missing"):
        pages.page(size, people[size : 2 * size], len(people))


def test_a_page_may_be_asked_for_again():
    """After an error, say: the same page at the same place is no repetition."""
    people = [{"id": n} for n in range(20)]
    pages = Offsets("Staff")
    assert pages.page(0, people[:10], 20) == pages.page(0, people[:10], 20)
    with pytest.raises(UnexpectedAnswer, match="twice"):
        pages.page(10, people[:10], 20)


def test_an_end_that_comes_too_early():
    """An empty page before the total is no end."""
    with pytest.raises(UnexpectedAnswer, match="gave 10 people, and said that there are 20"):
        Offsets("Staff").page(10, [], 20)


def test_pages_may_begin_with_broken_records():
    """What has no id is not the same person on every page, and what has a list for one ends no read."""
    offsets = Offsets("The service")
    pages = [[{}, {"id": "1"}], [{"id": None}, {"id": "2"}], [{"id": ["3"]}], [{}]]
    following = 0
    for records in pages:
        page = offsets.page(following, records, 6)
        assert page.records == records
        following += len(records)
    assert page.next is None


def test_a_page_that_begins_as_another_after_broken_records_is_refused():
    """The first id counts."""
    offsets = Offsets("The service")
    offsets.page(0, [{}, {"id": "1"}], 4)
    with pytest.raises(UnexpectedAnswer, match="the same people twice"):
        offsets.page(2, [{}, {"id": "1"}], 4)
