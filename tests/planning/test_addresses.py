from hypothesis import given
from hypothesis import strategies as st

from nameplate.planning.addresses import Wish, put_in_order

WISHES = st.lists(st.tuples(st.integers(0, 7), st.none() | st.integers(0, 7)), max_size=14)


def wishes(pairs):
    """Wishes of (taker, releaser) pairs."""
    return [Wish(taker, releaser, "the user name x", "holder") for taker, releaser in pairs if taker != releaser]


@given(WISHES)
def test_everybody_waits_for_those_who_go_before(pairs):
    """Whoever is not blocked comes in a later wave than everybody they need, none of whom is blocked."""
    order = put_in_order(wishes(pairs))
    out = order.blocked.keys() | order.circular.keys()
    for wish in wishes(pairs):
        if wish.taker not in out:
            assert wish.releaser in order.needs[wish.taker]
            assert wish.releaser not in out
            assert order.wave[wish.taker] > order.wave.get(wish.releaser, 0)


@given(WISHES)
def test_nobody_is_blocked_without_a_reason(pairs):
    """A blocked change wants what nobody releases, or waits for one that is blocked; the rest go round."""
    order = put_in_order(wishes(pairs))
    out = order.blocked.keys() | order.circular.keys()
    for change, wish in order.blocked.items():
        assert wish.taker == change
        assert wish.releaser is None or wish.releaser in order.blocked
    for change, wish in order.circular.items():
        assert wish.taker == change
        assert wish.releaser in order.circular
    assert order.blocked.keys().isdisjoint(order.circular)
    assert out.isdisjoint(order.needs)


def test_a_long_chain_is_ordered_without_recursion():
    """A hundred thousand people who move up by one."""
    order = put_in_order([Wish(number + 1, number, "x", "y") for number in range(100_000)])
    assert order.wave[100_000] == 100_000
    assert not order.blocked
    assert not order.circular
