"""Which ids were there already."""

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
