from pathlib import Path

import pytest

from nameplate.cli.targets import SNAPSHOT_BEGINS, refuse_other_kind
from nameplate.errors import UsageError
from support.organization import Organization, account, okta


@pytest.fixture
def acme(tmp_path: Path) -> Organization:
    """One person with a new name."""
    organization = Organization(tmp_path, people={"okta": [okta("ann", "Anne")]}, accounts=[account("ann")])
    organization.write()
    return organization


@pytest.mark.parametrize("name", ["nameplate.yaml", "practice.db", "okta.jsonl"])
def test_a_plan_replaces_nothing_but_a_plan(acme: Organization, name: str):
    """`preview --out` leaves another kind of file as it is, and says so."""
    before = (acme.folder / name).read_bytes()
    result = acme.run("preview", "--out", str(acme.folder / name))
    assert result.exit_code == 1
    assert "is there already" in result.stderr
    assert (acme.folder / name).read_bytes() == before


def test_a_plan_replaces_a_plan(acme: Organization):
    """A preview may be saved again under its name."""
    target = str(acme.folder / "plan.db")
    assert acme.run("preview", "--out", target).exit_code == 0
    assert acme.run("preview", "--out", target).exit_code == 0


def test_a_pushed_plan_is_kept_beside_a_new_one(acme: Organization):
    """The record of a push is never lost."""
    target = acme.folder / "plan.db"
    acme.run("preview", "--out", str(target))
    assert acme.run("push", str(target)).exit_code == 0
    pushed = target.read_bytes()
    acme.run("preview", "--out", str(target))
    assert pushed in [path.read_bytes() for path in acme.folder.glob("plan-*.db")]


@pytest.mark.parametrize("name", ["nameplate.yaml", "okta.jsonl"])
def test_a_copied_directory_replaces_only_a_sandbox(acme: Organization, name: str):
    """`snapshot DIRECTORY -o` keeps its hands off other files."""
    before = (acme.folder / name).read_bytes()
    assert acme.run("snapshot", "main", "-o", str(acme.folder / name)).exit_code == 2
    assert (acme.folder / name).read_bytes() == before


@pytest.mark.parametrize(("start", "fine"), [(b"{}", True), (b"", True), (b"\x1f\x8b\x08", True), (b"a: b", False)])
def test_a_snapshot_replaces_only_what_begins_as_one(tmp_path: Path, start: bytes, fine: bool):  # noqa: FBT001 -- data
    """JSON, gzip and Zstandard begin as snapshots do."""
    target = tmp_path / "file"
    target.write_bytes(start)
    if fine:
        refuse_other_kind(target, SNAPSHOT_BEGINS, "a snapshot")
    else:
        with pytest.raises(UsageError):
            refuse_other_kind(target, SNAPSHOT_BEGINS, "a snapshot")


def test_nobody_found_is_said(acme: Organization):
    """An address that nobody has is not silence."""
    result = acme.run("preview", "--user", "nobody@acme.example")
    assert "Nobody is known as nobody@acme.example" in result.stderr
