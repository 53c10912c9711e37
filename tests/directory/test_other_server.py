"""The same client against an independent SCIM server, scim2-server, whose ways differ from Atlassian's."""

import asyncio

import pytest

from nameplate.directory import open_directory
from nameplate.errors import DirectoryConflict
from nameplate.model.attributes import ENTERPRISE
from support.other_server import served_other
from support.sandbox import scim_user


def opened(use):
    """Use the client of a fresh server."""

    async def run():
        with served_other() as directory:
            async with open_directory("other", directory) as client:
                return await use(client)

    return asyncio.run(run())


def test_people_are_created_changed_found_and_listed():
    """Another path prefix, ids of another kind, PATCH answered 204."""

    async def use(client):
        users = [scim_user(f"p{n}@acme.example", externalId=f"x{n}") for n in range(105)]
        made = await asyncio.gather(*map(client.create, users))
        first = made[0]["id"]
        changes = [
            {"op": "replace", "path": "name.givenName", "value": "Ann"},
            {"op": "replace", "path": "displayName", "value": "Ann Berg"},
            {"op": "replace", "path": f"{ENTERPRISE}:department", "value": "R&D"},
            {"op": "replace", "path": "emails[primary eq true].value", "value": "ann@acme.example"},
            {"op": "add", "path": "phoneNumbers", "value": [{"value": "+3612345678", "type": "work"}]},
        ]
        assert await client.patch(first, changes) is None
        found = await client.get(first)
        assert (found["displayName"], found[ENTERPRISE]["department"]) == ("Ann Berg", "R&D")
        assert found["emails"] == [{"value": "ann@acme.example", "type": "work", "primary": True}]
        cleared = [
            {"op": "remove", "path": "displayName"},
            {"op": "remove", "path": 'phoneNumbers[type eq "work"]'},
            {"op": "replace", "path": "active", "value": False},
        ]
        await client.patch(first, cleared)
        found = await client.get(first)
        assert found["active"] is False
        assert not {"displayName", "phoneNumbers"} & found.keys()
        assert [one["id"] for one in await client.find("externalId", "x7")] == [made[7]["id"]]
        assert await client.get("nobody") is None
        with pytest.raises(DirectoryConflict, match=r"held by .*externalId x9"):
            await client.create(scim_user("P9@acme.example", externalId="other"))
        accounts = [account async for page in client.pages() for account in page]
        assert {account.id for account in accounts} == {one["id"] for one in made}
        assert next(account for account in accounts if account.id == first).active is False

    opened(use)
