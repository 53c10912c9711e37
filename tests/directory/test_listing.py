"""A directory is listed completely or not at all."""

import asyncio

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nameplate.directory.listing import complete_pages
from nameplate.errors import DirectoryError


class Changing:
    """A directory whose people come (and go) between the requests for its pages."""

    def __init__(self, people, steps=(), size=3):
        self.people = list(people)
        self.steps = list(steps)
        self.size = size
        self.requests = 0

    async def fetch(self, start):
        """One page, and then the next step of what happens meanwhile."""
        self.requests += 1
        size = self.size() if callable(self.size) else self.size
        page = (len(self.people), self.people[start - 1 : start - 1 + size])
        if self.steps:
            self.steps.pop(0)(self.people)
        await asyncio.sleep(0)
        return page


def listed(directory, ahead=1):
    """Everyone who is handed on."""

    async def run():
        return [one async for page in complete_pages(directory.fetch, str, ahead=ahead, name="main") for one in page]

    return asyncio.run(run())


inserts = st.lists(st.tuples(st.integers(0, 20), st.integers(0, 3)), max_size=8)


@settings(max_examples=300)
@given(st.integers(0, 25), inserts, st.integers(1, 4), st.sampled_from([1, 2, 5]))
def test_people_created_while_listing_are_never_missed_silently(count, steps, size, ahead):
    """At any place in the directory's order: everyone there at the end is listed, once, or the listing fails."""
    names = iter(range(1000, 2000))

    def insert(place, many):
        return lambda people: people.__setitem__(slice(place, place), [str(next(names)) for _ in range(many)])

    directory = Changing(map(str, range(count)), [insert(*step) for step in steps], size)
    try:
        found = listed(directory, ahead)
    except DirectoryError:
        assert steps
        return
    assert len(found) == len(set(found))
    if directory.requests > len(steps):
        assert set(found) == set(directory.people)
    assert set(found) >= {str(n) for n in range(count)}


@given(st.integers(0, 40), st.lists(st.integers(1, 7), min_size=1), st.sampled_from([1, 3, 8]))
def test_pages_of_any_size_are_followed_by_what_is_returned(count, sizes, ahead):
    """Not by what was asked for; guesses that were wrong are thrown away."""
    turn = iter(range(10_000))
    directory = Changing(map(str, range(count)), size=lambda: sizes[next(turn) % len(sizes)])
    assert listed(directory, ahead) == [str(n) for n in range(count)]


def test_pages_are_asked_for_ahead():
    """As many at once as may be."""
    waiting = []

    async def run():
        async def fetch(start):
            waiting.append(start)
            await asyncio.sleep(0)
            most.append(len(waiting))
            await asyncio.sleep(0)
            waiting.remove(start)
            return 40, [str(n) for n in range(start, min(start + 4, 41))]

        most = []
        pages = [page async for page in complete_pages(fetch, str, ahead=4, name="main")]
        return max(most), pages

    most, pages = asyncio.run(run())
    assert most == 4
    assert [one for page in pages for one in page] == [str(n) for n in range(1, 41)]


def test_one_restart_hands_nobody_on_twice():
    """Somebody inserted before the place that was reached."""
    directory = Changing("abcdefgh", [lambda people: people.insert(0, "z")])
    found = listed(directory)
    assert sorted(found) == sorted("zabcdefgh")


def test_someone_who_went_while_listing_costs_a_second_listing():
    """Nobody who stayed is missed, though the places of all moved up; each is handed on once."""
    directory = Changing("abcdefgh", [lambda people: people.remove("a")])
    assert sorted(listed(directory)) == sorted("abcdefgh")


def test_people_who_go_during_both_listings_make_it_fail():
    """It can't be told who was missed."""
    still = [len] * 3
    directory = Changing("abcdefgh", [lambda people: people.pop(0), *still, lambda people: people.pop(0)])
    with pytest.raises(DirectoryError, match="could not be listed completely"):
        listed(directory)


@pytest.mark.parametrize(
    "fetch",
    [
        lambda start: (5, []),
        lambda start: (9, ["a", "b", "c"]),
        lambda start: (2, ["a", "a"]),
        lambda start: (1, ["a", "b"]),
    ],
    ids=["empty page", "the same page again", "doubles", "more than it says"],
)
def test_a_directory_that_contradicts_itself_is_not_listed(fetch):
    """`totalResults` against distinct ids."""

    class Lying:
        async def fetch(self, start):
            return fetch(start)

    with pytest.raises(DirectoryError, match=r"main could not be listed completely"):
        listed(Lying())


def test_an_error_on_the_way_ends_the_listing():
    """And no request is left over."""

    class Failing(Changing):
        async def fetch(self, start):
            if start > 3:
                raise DirectoryError("no")
            return await super().fetch(start)

    with pytest.raises(DirectoryError, match="no"):
        listed(Failing("abcdefghijkl"), ahead=4)
