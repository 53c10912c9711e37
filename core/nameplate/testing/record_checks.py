"""Checks of records: ids, what is recognized, what is asked for, and what one bad record does."""

import pytest

from nameplate.model import BadRecord
from nameplate.plugins import Page, Query, Record, UnknownGroup
from nameplate.plugins.fields import first_value
from nameplate.plugins.inspection import check_connector
from nameplate.testing.running import pages, read, run
from nameplate.testing.stage import EVERYTHING, Stage

NO_GROUP = "no-such-group-5f0c3a"


class RecordChecks(Stage):
    """What a connector promises of its records."""

    def test_table(self) -> None:
        """The class is whole: a name, a settings model, and a table of fields with an id that every record fills."""
        check_connector(self.connector)
        person = self.connector.normalize(self.record(0))
        assert person.id, "`fields` finds no id in record(0)"
        assert person.email or person.user_name, "`fields` finds neither email nor user_name in record(0)"

    def test_ids(self) -> None:
        """Ids are there, are unique, and are the same when the people are read again."""
        first = run(read(self.connector, self.validated())).ids
        assert all(first), "a person has no id"
        assert len(set(first)) == len(first), "an id comes twice"
        self.serve(list(reversed(self.scene.records)))
        assert set(run(read(self.connector, self.validated())).ids) == set(first), "ids are others on a second read"

    def test_recognition(self) -> None:
        """`recognizes` takes the connector's own records, and answers for any other object without an exception."""
        assert self.connector.recognizes(self.record(0)), "record(0) is not recognized"
        strange: tuple[Record, ...] = ({}, {"id": None}, {"a": [1]}, {"profile": "text"}, {"name": 1, "emails": {}})
        for record in strange:
            assert isinstance(self.connector.recognizes(record), bool), f"recognizes({record}) is not true or false"

    def test_a_broken_record(self) -> None:
        """One broken record is one blocked person, and everybody else on its page is there."""
        middle = self.people // 2
        records = [self.record(n) for n in range(self.people)]
        records[middle] = self.broken(records[middle])
        self.serve(records)
        reading = run(read(self.connector, self.validated()))
        bad = [person for person in reading.people if isinstance(person, BadRecord)]
        assert len(reading.people) == self.people, f"{len(reading.people)} people of {self.people} were read"
        assert len(bad) == 1, f"{len(bad)} people are blocked; one record is broken"
        assert bad[0].findings, "the blocked person has no finding"
        assert reading.status.complete, "one broken record makes the read incomplete"

    def test_selection(self) -> None:
        """What rules read is asked for and comes; a connector that says `selects` asks for no more."""
        narrow = self.first_page(Query(frozenset(self.connector.fields["id"].paths))).records[0]
        if self.connector.selects:
            wide = self.first_page(EVERYTHING).records[0]
            assert len(narrow) < len(wide), "a narrow selection brings as much as a wide one"
        for name, field in self.connector.fields.items():
            if first_value(field, self.record(0)) is None:
                continue
            record = self.first_page(Query(frozenset({*field.paths, *self.connector.fields["id"].paths}))).records[0]
            assert first_value(field, record) is not None, f"{name} was selected ({field}) and did not come"

    def test_an_unknown_group(self) -> None:
        """The members of a group that is not there are an error, neither nobody nor everybody, groups or no groups."""

        async def work() -> list[Page]:
            async with self.connector(self.validated()) as connector:
                query = Query(frozenset(self.connector.fields["id"].paths), group=NO_GROUP)
                return [page async for page in pages(connector, query)]

        with pytest.raises(UnknownGroup):
            run(work())

    def first_page(self, query: Query) -> Page:
        """The first page that holds people."""

        async def work() -> Page:
            async with self.connector(self.validated()) as connector:
                async for page in pages(connector, query):
                    if page.records:
                        return page
            raise AssertionError("no page holds anybody")

        return run(work())
