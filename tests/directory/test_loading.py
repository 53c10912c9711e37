"""Filling a sandbox and reading it back."""

import asyncio
import stat

import pytest

from nameplate.config.models import Directory
from nameplate.directory import Sandbox, load_sandbox, open_directory
from nameplate.errors import DirectoryError
from nameplate.model import account_from_scim
from support.sandbox import contents, make_sandbox, many_users, scim_user


def test_everyone_loaded_is_listed_in_the_order_given(tmp_path):
    """The rows and the SCIM form say the same."""
    path = make_sandbox(tmp_path / "a.db", many_users(2500))
    with Sandbox(path) as sandbox:
        listed = [account for page in sandbox.accounts() for account in page]
        assert listed == [account_from_scim(resource) for resource in sandbox.rows.page(0, 3000)]
    assert [account.id for account in listed] == [str(n) for n in range(2500)]


def test_who_has_no_id_gets_the_same_one_each_time(tmp_path):
    """Made from the user name."""
    first, second = (contents(make_sandbox(tmp_path / name, [scim_user("a@b.example")])) for name in ("a.db", "b.db"))
    assert first[0]["id"] == second[0]["id"]


def test_a_double_id_leaves_the_old_file(tmp_path):
    """Whole or not at all."""
    path = make_sandbox(tmp_path / "a.db", many_users(3))
    with pytest.raises(DirectoryError, match="same id"):
        load_sandbox(path, [scim_user("a@b.example", id="1"), scim_user("c@b.example", id="1")])
    assert len(contents(path)) == 3
    assert [found.name for found in tmp_path.iterdir()] == ["a.db"]


def test_only_its_owner_can_read_the_file(tmp_path):
    """It holds people's data."""
    path = make_sandbox(tmp_path / "a.db")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_settings_stay_in_the_file(tmp_path):
    """Claimed domains and the rule for names."""
    path = make_sandbox(tmp_path / "a.db", claimed_domains=["Acme.example"])
    with Sandbox(path) as sandbox:
        sandbox.configure(names="independent")
    with Sandbox(path) as sandbox:
        assert (sandbox.claimed_domains, sandbox.names) == (("acme.example",), "independent")


def test_reading_an_absent_sandbox_makes_no_file(tmp_path):
    """It is an empty directory; the first write makes it, for others that hold it open too."""
    path = tmp_path / "deep" / "a.db"
    with Sandbox(path) as reading, Sandbox(path) as writing:
        assert (list(reading.accounts()), reading.rows.count(), reading.rows.find("userName", "a")) == ([], 0, [])
        assert not path.parent.exists()
        writing.create(scim_user("a@b.example", externalId="1"))
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert [account.user_name for page in reading.accounts() for account in page] == ["a@b.example"]


def test_listing_an_absent_sandbox_through_a_client_makes_no_file(tmp_path):
    """As a preview does: nothing is written."""

    async def listed():
        async with open_directory("main", Directory(sandbox=tmp_path / "a.db")) as client:
            found = await client.find("userName", "a@b.example")
            return [*found, *[account async for page in client.pages() for account in page]]

    assert asyncio.run(listed()) == []
    assert not list(tmp_path.iterdir())
