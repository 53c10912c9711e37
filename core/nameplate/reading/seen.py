"""Which ids were read already, in eight to sixteen bytes a person."""

from array import array
from collections.abc import Collection


class SeenIds:
    """A set of texts by their 64-bit hash: an open table, at most half full.

    A million ids take 16 MB, a tenth of what a `set` takes. Two ids of one million share a hash once in thirty
    million runs.
    """

    def __init__(self) -> None:
        self.slots = array("q", bytes(8 * 1024))
        self.mask = 1023
        self.count = 0

    def add(self, text: str) -> bool:
        """Remember `text`; False if it was there."""
        number = hash(text) or 1
        slots, mask = self.slots, self.mask
        place = number & mask
        while found := slots[place]:
            if found == number:
                return False
            place = (place + 1) & mask
        slots[place] = number
        self.count += 1
        if self.count * 2 > mask:
            self.reserve(self.count)
        return True

    def add_all(self, texts: Collection[str]) -> bool:
        """Remember all of `texts`; False, and none is remembered, if one was there or is among them twice."""
        numbers = set(map(hash, texts))
        if len(numbers) < len(texts) or 0 in numbers:
            return False
        self.reserve(self.count + len(numbers))
        slots, mask = self.slots, self.mask
        taken: list[int] = []
        take = taken.append
        for number in numbers:
            place = number & mask
            while found := slots[place]:
                if found == number:
                    for last in reversed(taken):
                        slots[last] = 0
                    return False
                place = (place + 1) & mask
            slots[place] = number
            take(place)
        self.count += len(numbers)
        return True

    def reserve(self, count: int) -> None:
        """Make room for `count` ids in all."""
        if count * 2 <= self.mask:
            return
        size = 1 << (count * 2).bit_length()
        old, slots = self.slots, array("q", bytes(8 * size))
        mask = size - 1
        for number in filter(None, old):
            place = number & mask
            while slots[place]:
                place = (place + 1) & mask
            slots[place] = number
        self.slots, self.mask = slots, mask
