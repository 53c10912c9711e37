"""The three connectors under the reading engine: what may be over in a moment is tried again, within a bound."""

import asyncio
import json
from pathlib import Path

import pytest

from nameplate.config.models import Config, Connection, Directory
from nameplate.config.models import Scope as ConfiguredScope
from nameplate.model import BadRecord, Needs
from nameplate.plugins import PermissionMissing, Unavailable, UnexpectedAnswer
from nameplate.plugins.loading import load_plugins
from nameplate.reading import open_source, save_snapshot
from support.http_server import Fault, status


class Read:
    """One read of a connection `live` by the engine."""

    def __init__(
        self, provider, *, needs: Needs | None = None, groups: tuple[str, ...] = (), attempts: int = 3
    ) -> None:
        settings = provider.settings.model_copy(update={"attempts": attempts})
        scope = ConfiguredScope(groups=groups)
        connection = Connection(connector=provider.connector.name, directory="main", settings=settings, scope=scope)
        config = Config(directories={"main": Directory(sandbox=Path("unused.db"))}, connections={"live": connection})
        self.source = open_source(config, load_plugins(), "live", needs or Needs(frozenset({"display_name"})))
        self.people = []

    def run(self):
        """Everybody, or the error."""
        return asyncio.run(self.read())

    async def read(self):
        self.people = [person async for page in self.source.pages() for person in page]
        return self.people


def ids(users):
    """The ids of users."""
    return [user["id"] for user in users]


def test_troubles_that_pass_leave_no_trace(provider):
    """429, 500 and 502 with a wait, 503, and a page cut off by the network are tried again; everybody is read once."""
    at_once, on = {"retry_after": "0"}, provider.users
    provider.server.faults += [
        Fault(status(429, b"", **at_once), on=on),
        Fault(status(500, b"", **at_once), on=on),
        Fault(status(503, b"", **at_once), on=on, after=1),
        Fault(cut=True, on=on, after=2),
    ]
    read = Read(provider)
    assert [person.id for person in read.run()] == ids(provider.server.users)
    assert read.source.status.complete
    assert read.source.status.people == len(provider.server.users)


def test_a_snapshot_says_what_was_asked_for(provider, tmp_path):
    """And no more: a rule that reads another field later must not take it for cleared."""
    asyncio.run(save_snapshot(Read(provider).source, tmp_path / "p.jsonl"))
    fields = json.loads((tmp_path / "p.jsonl").read_text("utf-8").splitlines()[-1])["@nameplate"]["fields"]
    assert not {"*", *provider.connector.fields["title"].paths} & set(fields)
    assert set(provider.connector.fields["display_name"].paths) <= set(fields)


def test_troubles_that_stay_end_the_read(provider):
    """After `attempts` the error says which connection, which page, and what the server said; nothing is complete."""
    fault = Fault(status(503, {"error": {"code": "Busy", "message": "Come back."}}, retry_after="0"), on=provider.users)
    fault.after, fault.times = 1, -1
    provider.server.faults.append(fault)
    read = Read(provider, attempts=4)
    with pytest.raises(Unavailable) as caught:
        read.run()
    assert caught.value.message.startswith(f"live ({provider.connector.name}): page 2: ")
    assert "503: Busy: Come back." in caught.value.message
    assert "tried 4 times" in caught.value.message
    assert len(provider.server.log.to(provider.users)) == 5
    assert not read.source.status.complete
    assert read.source.status.error == caught.value.message


def test_a_missing_permission_is_not_tried_again(provider):
    """What only a person can mend ends the read at once."""
    provider.server.faults.append(Fault(status(403, b"no"), on=provider.users, times=-1))
    with pytest.raises(PermissionMissing):
        Read(provider).run()
    assert len(provider.server.log.to(provider.users)) == 1


def test_a_page_that_comes_again_and_again_ends_the_read(provider):
    """A service whose pages lead in circles is no endless read."""
    first = provider.server.answer
    pages = []

    def again(request):
        if not request.path.endswith(provider.users):
            return first(request)
        pages.append(first(request))
        return pages[0]

    provider.server.answer = again
    with pytest.raises(UnexpectedAnswer, match="in circles"):
        Read(provider).run()


def test_the_groups_that_rules_mention_are_read(provider):
    """`user.groups` has the names of those groups, nested membership as the service knows it."""
    people = ids(provider.server.users)
    name = {"google": "all@acme.example"}.get(provider.connector.name, "All")
    entry = ("01all0000000", "All", people[:3]) if "@" in name else ("All", people[:3])
    provider.server.groups = {name: entry} if "@" in name else {"g": entry}
    needs = Needs(frozenset({"groups"}), groups=frozenset({name}))
    found = {person.id: person.groups for person in Read(provider, needs=needs).run()}
    assert [one for one in people if found[one]] == people[:3]
    assert found[people[0]] == (name,)


def test_a_scope_by_groups_is_complete(provider):
    """People are read by their groups, and the read says that it reached its end."""
    people = ids(provider.server.users)
    name = {"google": "all@acme.example"}.get(provider.connector.name, "All")
    entry = ("01all0000000", "All", people[:3]) if "@" in name else ("All", people[:3])
    provider.server.groups = {name: entry} if "@" in name else {"g": entry}
    read = Read(provider, groups=(name,))
    assert [person.id for person in read.run()] == people[:3]
    assert read.source.status.complete


def test_a_bad_record_is_one_blocked_person(provider):
    """One record that can't be read doesn't lose its page."""
    user = provider.server.users[7]
    {"azure_ad": user, "google": user.get("name"), "okta": user.get("profile")}[provider.connector.name].update(
        {"displayName": ["odd"]}
    )
    people = Read(provider).run()
    assert len(people) == len(provider.server.users)
    assert [person.id for person in people if isinstance(person, BadRecord)] == [user["id"]]
