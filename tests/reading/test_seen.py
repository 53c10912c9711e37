"""Which ids were there already."""

from hypothesis import given
from hypothesis import strategies as st

from nameplate.reading.seen import SeenIds


def test_it_agrees_with_a_set():
    """Through several growths."""
    seen = SeenIds()
    ids = [f"id-{number % 3000}" for number in range(7000)]
    known = set()
    for text in ids:
        assert seen.add(text) is (text not in known)
        known.add(text)
    assert seen.count == 3000


def test_it_takes_sixteen_bytes_a_person():
    """At most twice that just after it has grown."""
    seen = SeenIds()
    for number in range(100_000):
        seen.add(str(number))
    assert seen.slots.itemsize * len(seen.slots) <= 32 * 100_000


@given(st.lists(st.lists(st.integers(0, 400).map(str), max_size=40), max_size=40), st.integers(0, 300))
def test_several_at_once_are_all_new_or_none_is_remembered(batches, room):
    """It agrees with a set, whatever room was made before."""
    seen, known = SeenIds(), set()
    seen.reserve(room)
    for batch in batches:
        new = len(set(batch)) == len(batch) and known.isdisjoint(batch)
        assert seen.add_all(batch) is new
        if new:
            known.update(batch)
        elif batch:
            assert seen.add(batch[0]) is (batch[0] not in known)
            known.add(batch[0])
        assert seen.count == len(known)
