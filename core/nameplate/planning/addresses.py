"""Addresses that other accounts hold: who has to wait for whom, and who waits in vain."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Wish:
    """Change `taker` wants an address that an account holds; `releaser` is the change that frees it, None for none.

    `what` names the address (`the e-mail address x`), `holder` the account.
    """

    taker: int
    releaser: int | None
    what: str
    holder: str


@dataclass
class Order:
    """What follows from the wishes.

    `blocked` and `circular` map changes to the wish that can't come true; `needs` a change to those that have to be
    applied first; `wave` how many have to be applied one after the other before it.
    """

    blocked: dict[int, Wish] = field(default_factory=dict)
    circular: dict[int, Wish] = field(default_factory=dict)
    needs: dict[int, tuple[int, ...]] = field(default_factory=dict)
    wave: dict[int, int] = field(default_factory=dict)


def put_in_order(wishes: Iterable[Wish]) -> Order:
    """Order the changes that take each other's addresses.

    A wish without a releaser blocks its taker; so does one whose releaser is blocked itself. Changes that wait for
    each other in a circle are all blocked.

    Args:
        wishes: In a stable order, on which the choice of the reported wish depends.
    """
    order = Order()
    waiting: defaultdict[int, list[Wish]] = defaultdict(list)
    followers: defaultdict[int, list[Wish]] = defaultdict(list)
    for wish in wishes:
        waiting[wish.taker].append(wish)
        if wish.releaser is None:
            order.blocked.setdefault(wish.taker, wish)
        else:
            followers[wish.releaser].append(wish)
    spread(order.blocked, followers)
    rest = arrange(waiting, followers, order)
    for change in rest:
        order.circular[change] = next(wish for wish in waiting[change] if wish.releaser in rest)
    return order


def spread(blocked: dict[int, Wish], followers: Mapping[int, list[Wish]]) -> None:
    """Block whoever waits for a blocked change."""
    todo = list(blocked)
    while todo:
        for wish in followers.get(todo.pop(), ()):
            if wish.taker not in blocked:
                blocked[wish.taker] = wish
                todo.append(wish.taker)


def arrange(waiting: Mapping[int, list[Wish]], followers: Mapping[int, list[Wish]], order: Order) -> set[int]:
    """Fill `needs` and `wave`, beginning with those who wait for nobody.

    What remains, and is returned, goes round in a circle or waits for one.
    """
    left = {
        change: {wish.releaser for wish in wishes if wish.releaser is not None}
        for change, wishes in waiting.items()
        if change not in order.blocked
    }
    needs = {change: tuple(sorted(releasers)) for change, releasers in left.items()}
    ready = sorted({releaser for releasers in left.values() for releaser in releasers} - left.keys())
    wave = dict.fromkeys(ready, 0)
    while ready:
        done = ready.pop()
        for wish in followers.get(done, ()):
            taker = wish.taker
            if taker not in left:
                continue
            wave[taker] = max(wave.get(taker, 0), wave[done] + 1)
            left[taker].discard(done)
            if not left[taker]:
                del left[taker]
                ready.append(taker)
    for change in left:
        wave.pop(change, None)
    order.wave = {change: number for change, number in wave.items() if number}
    order.needs = {change: first for change, first in needs.items() if change not in left}
    return set(left)
