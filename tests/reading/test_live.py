"""People from the identity provider itself, page by page to the last one."""

import asyncio
import itertools
import time

import pytest

from nameplate.config.models import Config, Connection, Directory
from nameplate.errors import (
    ConfigurationError,
    PermissionMissing,
    ReadError,
    SignInRefused,
    Unavailable,
    UnexpectedAnswer,
    UnknownGroup,
)
from nameplate.model import BadRecord, Needs
from nameplate.plugins import Page
from nameplate.reading import open_source
from support.fake_idp import fake, pages, person, plugins_with, read, source_of
from support.virtual_time import run_virtually

FIVE = [person(number) for number in range(5)]


class Recorder:
    """A progress that keeps what it is told."""

    def __init__(self):
        self.told = []

    def start(self, task, total=None):
        self.told.append(("start", task))

    def advance(self, task, count=1, note=""):
        self.told.append(("advance", count, note))

    def wait(self, task, seconds, note):
        self.told.append(("wait", seconds, note))

    def finish(self, task, note=""):
        self.told.append(("finish", note))


def in_virtual_time(source):
    """Everybody, and the seconds that it took."""

    async def main(clock):
        began = clock()
        return [one async for page in source.pages() for one in page], clock() - began

    return run_virtually(main)


def failing(*failures, then=None):
    """An answer that fails so often, then goes on as `then`."""
    left = iter(failures)
    then = then or pages(FIVE)
    return lambda query, cursor: next(left, None) or then(query, cursor)


def test_every_page_is_read():
    """Complete once the last page has come."""
    source = source_of(fake(pages(FIVE)))
    assert [user.id for user in read(source)] == [f"id-{number}" for number in range(5)]
    status = source.status
    assert (status.complete, status.people, status.pages, status.read_from) == (True, 5, 3, "live")


def test_only_what_is_needed_is_asked_for():
    """The paths of wanted fields, and raw paths; with EVERYTHING, "*"."""
    connector = fake(pages(FIVE))
    needs = Needs(fields=frozenset({"title"}), raw=frozenset({"badge.number"}))
    read(source_of(connector, needs=needs, fields={"custom.nick": "nick", "title": "job"}))
    names = {"id", "login", "mail", "enabled", "name.display", "name.given", "name.family"}
    assert connector.asked[0][0].select == names | {"job", "badge.number"}
    read(source_of(connector, needs=Needs(raw=frozenset({"*"}))))
    assert connector.asked[-1][0].select == names | {"*"}


def test_a_connections_own_fields_come_before_the_connectors():
    """Custom ones too; a country becomes a code all the same."""
    connector = fake(pages([person(1, nick="Tarō", job="Chief", land="Germany")]))
    own = {"custom.nick": "nick", "title": "job", "country": "land"}
    (user,) = read(source_of(connector, needs=Needs(frozenset({"title", "custom.nick", "country"})), fields=own))
    assert (user.title, user.custom, user.country) == ("Chief", {"nick": "Tarō"}, "DE")


def test_a_path_that_is_none_is_a_configuration_error():
    """With its key."""
    with pytest.raises(ConfigurationError, match=r"title: 'a\.\.b' is not a path"):
        source_of(fake(), fields={"title": "a..b"})


def test_the_scope_is_handed_on():
    """Groups and the connector's own keys."""
    connector = fake(pages(FIVE))
    read(source_of(connector, scope={"groups": ["Staff"], "site": "x"}))
    query = connector.asked[0][0]
    assert (query.scope.groups, query.scope.values, query.group) == (("Staff",), {"site": "x"}, "")


def test_people_know_the_groups_that_are_mentioned():
    """Members are read first, to the last page."""
    connector = fake(pages(FIVE, groups={"A": ["id-0", "id-1", "id-2"], "B": ["id-2"]}))
    people = read(source_of(connector, needs=Needs(groups=frozenset({"A", "B"}))))
    assert [user.groups for user in people] == [("A",), ("A",), ("A", "B"), (), ()]
    assert [query.group for query, _ in connector.asked] == ["A", "A", "B", "", "", ""]


def test_a_glob_is_no_group_to_ask_for():
    """An identity provider knows groups by name; it isn't asked at all."""
    connector = fake(pages(FIVE))
    source = source_of(connector, needs=Needs(groups=frozenset({"Staff*", "Boss"})))
    with pytest.raises(UnknownGroup, match=r"'Staff\*'.*not by a glob") as caught:
        read(source)
    assert "Name each group in full" in caught.value.remedy
    assert not connector.asked


def test_an_unknown_group_ends_the_read():
    """Never an empty group."""
    unknown = UnknownGroup("There is no group 'A'.", remedy="Look.")
    source = source_of(fake(failing(unknown)), needs=Needs(groups=frozenset({"A"})))
    with pytest.raises(UnknownGroup, match="here \\(fake\\): members of the group 'A', page 1: There is no group"):
        read(source)
    assert not source.status.complete


def test_bad_records_are_blocked_people_with_their_page():
    """The others are read."""
    source = source_of(fake(pages([*FIVE[:3], person(3, mail=[]), "x"])))
    *good, bad, worse = read(source)
    assert len(good) == 3
    assert isinstance(bad, BadRecord)
    assert bad.findings[0].message == "here, page 2, record 2: email: expected text, found a list"
    assert [found.code for found in worse.findings] == ["NP303"]
    assert source.status.unreadable_ids == 1


@pytest.mark.parametrize(("retry_after", "seconds"), [(7.0, 14.0), (0.0, 0.0), (300.0, 600.0)])
def test_what_may_work_later_is_tried_again(retry_after, seconds):
    """After the seconds that the server asks for, up to five minutes."""
    error = Unavailable("503", retry_after=retry_after)
    people, took = in_virtual_time(source_of(fake(failing(error, error))))
    assert (len(people), took) == (5, pytest.approx(seconds))


@pytest.mark.parametrize("seconds", [301.0, 4000.0, 1e12, float("inf")])
def test_a_server_that_asks_for_longer_is_not_waited_for(seconds):
    """The error comes at once, and says for how long and what to do."""
    began = time.monotonic()
    with pytest.raises(Unavailable, match=r"here \(fake\): page 1: 503 \(it asks not to be asked again for") as caught:
        read(source_of(fake(failing(Unavailable("503", retry_after=seconds)))))
    assert time.monotonic() - began < 5
    assert caught.value.remedy.startswith("Run the command again after ")


def test_without_a_word_from_the_server_waits_grow():
    """With jitter, within a second or two at first."""
    people, took = in_virtual_time(source_of(fake(failing(Unavailable("500"), Unavailable("500")))))
    assert len(people) == 5
    assert 0.75 <= took <= 1.5


def test_attempts_are_bounded_by_a_setting():
    """Then the error says the connection, the page, what the server said, and how often it was asked."""
    progress = Recorder()
    source = source_of(fake(failing(*[Unavailable("The server answered 503.")] * 3)), progress=progress)
    with pytest.raises(Unavailable) as caught:
        in_virtual_time(source)
    assert caught.value.message == "here (fake): page 1: The server answered 503. (tried 3 times)"
    assert caught.value.remedy
    assert source.status.error == caught.value.message
    assert [note for kind, *_, note in progress.told if kind == "wait" and "Attempt" in note]


@pytest.mark.parametrize("error", [SignInRefused, PermissionMissing, UnexpectedAnswer, UnknownGroup])
def test_nothing_else_is_tried_again(error):
    """It would not help."""
    connector = fake(failing(error("No.", remedy="Grant it.")))
    with pytest.raises(error, match="here \\(fake\\): page 1: No") as caught:
        read(source_of(connector))
    assert (len(connector.asked), caught.value.remedy) == (1, "Grant it.")


def test_a_failure_on_a_later_page_leaves_the_read_incomplete():
    """The people before it were handed on."""
    source = source_of(fake(lambda query, cursor: UnexpectedAnswer("HTML") if cursor else Page(FIVE[:2], "2")))
    with pytest.raises(UnexpectedAnswer, match="page 2: HTML"):
        read(source)
    assert (source.status.complete, source.status.people) == (False, 2)


def test_a_cursor_that_comes_back_is_refused():
    """At once, on the page that has it."""
    numbers = itertools.count(10)
    source = source_of(fake(lambda query, cursor: Page([person(next(numbers))], "same")))
    with pytest.raises(UnexpectedAnswer, match=r"page 2: .*next link leads back"):
        read(source)


def test_a_page_that_repeats_an_earlier_one_is_refused():
    """Even if every link is new; empty pages may repeat."""
    numbers = itertools.count()
    connector = fake(lambda query, cursor: Page(FIVE[:2], str(next(numbers))))
    with pytest.raises(UnexpectedAnswer, match=r"page 2: .*repeats an earlier page"):
        read(source_of(connector))
    empty = {None: Page([], "1"), "1": Page([], "2"), "2": Page(FIVE, None)}
    assert len(read(source_of(fake(lambda query, cursor: empty[cursor])))) == 5


@pytest.mark.parametrize("answer", [None, {"value": []}, Page(None, None), Page([], "")])
def test_what_is_no_page_is_refused(answer):
    """Never "no users"."""
    with pytest.raises(UnexpectedAnswer, match="gave no page"):
        read(source_of(fake(lambda query, cursor: answer)))


def test_a_connectors_mistake_is_a_read_error():
    """With the makers named; one connector does not spoil the others."""
    with pytest.raises(ReadError, match="here \\(fake\\): page 1: the connector fake failed: KeyError: 'x'"):
        read(source_of(fake(failing(KeyError("x")))))


def test_a_missing_sdk_says_what_to_install():
    """The extra of the connector's distribution, where it has one."""

    async def enter(self):
        raise ModuleNotFoundError("No module named 'okta'")

    connector = fake(__aenter__=enter)
    with pytest.raises(ReadError, match="No module named 'okta'") as caught:
        read(source_of(connector))
    assert "pip install" in caught.value.remedy
    source = source_of(connector)
    source.status.distribution = "nameplate"
    connector.name = "okta"
    with pytest.raises(ReadError) as caught:
        read(source)
    assert caught.value.remedy == "Install it: pip install 'nameplate[okta]'"


def test_a_secret_that_is_not_set_refuses_the_sign_in():
    """It fails this connection alone."""

    async def enter(self):
        raise ConfigurationError("The environment variable X is not set.", remedy="Set X.")

    with pytest.raises(SignInRefused, match="X is not set") as caught:
        read(source_of(fake(__aenter__=enter)))
    assert caught.value.remedy == "Set X."


def test_without_settings_there_is_no_live_read():
    """The error says what to give."""
    with pytest.raises(ReadError, match="has no `settings`, so fake itself can't be read") as caught:
        read(source_of(fake(), settings=None))
    assert "its `snapshot` is read without any" in caught.value.remedy


def test_an_unknown_connector_is_a_configuration_error():
    """With those that are installed."""
    config = Config(directories={"d": Directory()}, connections={"c": Connection(connector="nix", directory="d")})
    with pytest.raises(ConfigurationError, match="no plugin brings the connector 'nix'") as caught:
        open_source(config, plugins_with(fake()), "c", Needs())
    assert "azure_ad" in caught.value.remedy


def test_progress_is_told():
    """People and pages so far, and the end."""
    progress = Recorder()
    read(source_of(fake(pages(FIVE)), progress=progress))
    assert progress.told[0] == ("start", "Reading here")
    assert [told[1] for told in progress.told if told[0] == "advance"] == [2, 2, 1]
    assert "5 people, 3 pages" in progress.told[-1][1]


def test_a_cancelled_read_closes_the_connector():
    """And is not complete."""
    closed = []

    async def leave(self, *exc):
        closed.append(True)

    connector = fake(failing(Unavailable("503", retry_after=100.0)), __aexit__=leave)
    source = source_of(connector)

    async def main():
        task = asyncio.create_task(anext(source.pages()))
        await asyncio.sleep(0.01)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(main())
    assert closed == [True]
    assert not source.status.complete


def test_a_connectors_own_normalize_is_used():
    """With the connection's fields on top."""
    base = fake(pages([person(1, nick="Tarō")]))

    def normalize(cls, record):
        user = super(base, cls).normalize(record)
        return type(user)(id=user.id, email=user.email.upper(), raw=record)

    base.normalize = classmethod(normalize)
    needs = Needs(frozenset({"custom.nick"}))
    (user,) = read(source_of(base, needs=needs, fields={"custom.nick": "nick"}))
    assert (user.email, user.custom) == ("P1@ACME.EXAMPLE", {"nick": "Tarō"})
