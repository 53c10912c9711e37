"""The directory's present state, for as few requests as possible."""

import asyncio

import pytest

from nameplate.directory import open_directory
from nameplate.pushing.present import Listed, SingleReads, present_state
from support.sandbox import make_sandbox, many_users, served_sandbox


@pytest.mark.parametrize(("changes", "kind", "requests"), [(1, SingleReads, 1), (3, SingleReads, 3), (4, Listed, 3)])
def test_whichever_costs_fewer_requests(tmp_path, changes, kind, requests):
    """250 accounts are three pages."""
    path = make_sandbox(tmp_path / "a.db", many_users(250))

    async def run(directory):
        async with (
            open_directory("main", directory) as client,
            present_state(client, accounts=250, changes=changes) as present,
        ):
            assert isinstance(present, kind)
            found = [await present.account(str(n)) for n in range(changes)]
            sent = client.requests_sent
            (named,) = await present.of_person("source-7")
            return found, named, await present.account("nobody"), await present.of_person("nobody"), sent

    with served_sandbox(path) as directory:
        found, named, nobody, none, sent = asyncio.run(run(directory))
    assert [account.id for account in found] == [str(n) for n in range(changes)]
    assert named.id == "7"
    assert (nobody, none) == (None, [])
    assert sent == requests
