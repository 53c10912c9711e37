"""A preview and its push, as an admin runs them."""

import json
from pathlib import Path

import pytest

from nameplate.config.models import Directory
from support.organization import Organization, account, okta


@pytest.fixture
def planned(acme: Organization) -> str:
    """A saved plan: one person gets a new name, one leaves, one is new."""
    acme.people = {"okta": [okta("ann", "Anne"), okta("bob", status="SUSPENDED"), okta("new")]}
    acme.accounts = [account("ann"), account("bob")]
    acme.write()
    target = str(acme.folder / "plan.db")
    assert acme.run("preview", "--out", target).exit_code == 0
    return target


def test_what_was_previewed_is_pushed_and_then_nothing_is_left(acme: Organization, planned: str):
    """After the push the next preview is empty, and the plan is not taken twice."""
    assert acme.run("push", planned, "--verify").exit_code == 0
    again = acme.run("preview", "--format", "json", "--exit-code")
    assert again.exit_code == 0
    assert json.loads(again.stdout)["changes"] == []
    assert acme.run("push", planned).exit_code == 1


@pytest.mark.parametrize("words", [("--user", "nobody@acme.example"), ("--action", "reactivate")])
def test_a_pilot_of_nobody_is_said(acme: Organization, planned: str, words: tuple[str, ...]):
    """A mistyped address looks like no success."""
    result = acme.run("push", planned, *words)
    assert result.exit_code == 2
    assert "nothing was sent" in result.stderr


def test_a_failure_is_said_where_the_report_goes_elsewhere(acme: Organization):
    """With --format csv the reason of exit code 1 stands on standard error."""
    acme.people = {"okta": ["<html>"]}
    acme.write()
    result = acme.run("preview", "--format", "csv", "--out", str(acme.folder / "plan.db"))
    assert result.exit_code == 1
    assert "NP309" in result.stderr
    assert "Push it with" not in result.stderr


@pytest.mark.parametrize("path", ["/v2", "v2", "/v2/", "v2/"])
@pytest.mark.parametrize("base", ["https://scim.acme.example", "https://scim.acme.example/"])
def test_a_path_never_runs_into_the_host(base: str, path: str):
    """The key goes to the configured host only, however the slashes stand."""
    assert Directory(base_url=base, path=path).address == "https://scim.acme.example/v2"


def test_a_plan_holds_no_secret(acme: Organization, planned: str, monkeypatch: pytest.MonkeyPatch):
    """Neither the plan nor what is printed has the key."""
    monkeypatch.setenv("SCIM_KEY", "very-secret-key")
    result = acme.run("push", planned)
    assert "very-secret-key" not in result.output
    assert b"very-secret-key" not in Path(planned).read_bytes()
