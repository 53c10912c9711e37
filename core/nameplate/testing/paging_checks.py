"""Checks of paging: nobody lost, nobody twice, nothing kept, and a snapshot that is the same."""

import gc
import tracemalloc

import pytest

from nameplate.errors import ReadError, Unavailable
from nameplate.model import BadRecord, SourceUser
from nameplate.testing.faults import BUSY, replay
from nameplate.testing.running import pages, read, run, save
from nameplate.testing.stage import EVERYTHING, Stage

MANY = 16
"""How many times `people` the check of memory serves."""
KEPT = 200
"""Bytes that a connector may keep of each person: an id in a set, not a record."""
SLACK = 64 * 1024


class PagingChecks(Stage):
    """What a connector promises of the pages."""

    @pytest.mark.parametrize("people", [1, 2, 10, 20, None], ids=lambda people: f"people={people or 'many'}")
    def test_paging(self, people: int | None) -> None:
        """Everybody is read once, however many there are, and the read is complete."""
        self.serve(people or self.people)
        reading = run(read(self.connector, self.validated()))
        twice = [one.message for one in reading.status.findings]
        expected = {str(self.id_of(record)) for record in self.scene.records}
        assert not twice, f"people come twice: {twice[:3]}"
        assert set(reading.ids) == expected, f"{len(reading.people)} people of {len(expected)} were read"
        assert reading.status.complete, "the read does not say that it is complete"
        if people is None:
            pages_read = reading.status.pages
            assert pages_read >= 3, f"{self.people} people fill {pages_read} pages: raise `people`"  # noqa: PLR2004

    def test_a_page_again(self) -> None:
        """A page that failed can be asked for again with the same cursor, and nobody is lost or doubled."""
        self.serve(self.people, BUSY, start=2, once=True)
        failures = 0

        async def work() -> list[str]:
            nonlocal failures
            ids: list[str] = []
            async with self.connector(self.validated()) as connector:
                cursor = None
                while True:
                    try:
                        page = await connector.fetch(EVERYTHING, cursor)
                    except Unavailable:
                        failures += 1
                        assert failures < 5, "the page fails again and again"  # noqa: PLR2004 -- one is served
                        continue
                    ids += [str(self.id_of(record)) for record in page.records]
                    cursor = page.next
                    if cursor is None:
                        return ids

        read, expected = run(work()), [str(self.id_of(record)) for record in self.scene.records]
        assert failures, "the page that failed was not told as Unavailable"
        assert sorted(read) == sorted(expected), f"{len(read)} people, {len(set(read))} of them different, were read"

    def test_the_same_page_again(self) -> None:
        """A service that gives the same page for ever is refused: no endless read, and no short list."""
        self.serve(self.people, replay())
        try:
            with pytest.raises(ReadError):
                run(read(self.connector, self.validated()), seconds=20)
        except TimeoutError:
            raise AssertionError(f"the read goes on for ever; {self.scene.pages} pages were served") from None

    def test_a_snapshot(self) -> None:
        """A snapshot gives the same people as the service it was saved from."""
        live = run(read(self.connector, self.validated()))
        path = self.folder / "snapshot.jsonl"
        run(save(self.connector, self.validated(), path))
        saved = run(read(self.connector, None, path))
        assert saved.status.complete, "a snapshot that was just taken is not complete"
        assert set(saved.ids) == set(live.ids), "the snapshot has other people"
        others = by_id(saved.people)
        differ = [person.id for person in live.people if others[person.id] != person]
        assert not differ, f"people read otherwise from a snapshot: {differ[:3]}"

    def test_memory(self) -> None:
        """Memory is flat: of people who were handed on, a connector keeps no more than their ids."""
        self.serve(self.people * MANY)
        sizes: list[tuple[int, int]] = []

        def weigh(seen: int) -> None:
            gc.collect()
            sizes.append((seen, tracemalloc.get_traced_memory()[0]))

        async def work() -> None:
            seen = 0
            async with self.connector(self.validated()) as connector:
                async for page in pages(connector, EVERYTHING):
                    seen += len(page.records)
                    del page
                    if not sizes and seen >= 2 * self.people:
                        weigh(seen)
                weigh(seen)

        run(work())  # what is imported and cached on first use does not count
        sizes.clear()
        tracemalloc.start(1)
        try:
            run(work())
        finally:
            tracemalloc.stop()
        (first, before), (last, after) = sizes[0], sizes[-1]
        allowed = SLACK + KEPT * (last - first)
        assert last - first > 4 * self.people, f"{last} people came in too few pages to see what is kept"
        assert after - before < allowed, f"{after - before} bytes more after {last - first} people"


def by_id(people: list[SourceUser | BadRecord]) -> dict[str, SourceUser | BadRecord]:
    """The people by their ids."""
    return {person.id: person for person in people}
