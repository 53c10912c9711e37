"""`nameplate plugins`."""

import json
from typing import Any

import pytest

from nameplate.cli import installed, plugins
from nameplate.findings import Finding
from nameplate.plugins import Filter, PluginInfo, hookimpl, load_plugins


class Broken:
    def nameplate_nothing(self) -> None:
        """No hook."""


class Shouting:
    @hookimpl
    def nameplate_filters(self) -> list[Filter]:
        return [Filter("shout", str.upper)]

    @hookimpl
    def nameplate_findings(self) -> list[Finding]:
        return []


def test_each_connector_has_its_provider_and_state(nameplate: Any) -> None:
    """One line each, on standard output."""
    ended = nameplate("plugins")
    lines = {line.split()[0]: line.split()[1:] for line in ended.out.splitlines()}
    assert ended.code == 0
    for name in ("azure_ad", "google", "okta"):
        assert lines[name][0] == "nameplate"
        assert lines[name][2:] == ["ready"]


def test_what_is_missing_comes_with_the_command_to_install_it(nameplate: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The SDK, by its extra."""
    monkeypatch.setattr(installed, "_is_installed", lambda name: name != "okta")
    assert "needs okta: pip install 'nameplate[okta]'" in nameplate("plugins").out


def test_verbose_shows_settings_with_types_and_defaults(nameplate: Any) -> None:
    """And scopes, fields and hooks."""
    out = nameplate("plugins", "--verbose").out
    assert "    timeout: number, default 60.0\n" in out
    assert "    client_secret: {env: NAME}, default null\n" in out
    assert "    org_url: text, required\n" in out
    assert "    user_name: profile.login\n" in out
    assert "hooks of okta (nameplate " in out


def test_json_has_the_schema_of_the_settings(nameplate: Any) -> None:
    """Valid JSON with everything."""
    shown = json.loads(nameplate("plugins", "--format", "json").out)
    connectors = {one["name"]: one for plugin in shown["plugins"] for one in plugin["connectors"]}
    assert connectors["okta"]["settings"]["properties"]["timeout"]["default"] == 60.0
    assert "groups" in connectors["okta"]["scope"]
    assert connectors["google"]["fields"]["id"]
    assert shown["problems"] == []


def test_problems_are_shown_with_their_provider_and_what_else_works(
    nameplate: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the table and in JSON."""
    monkeypatch.setattr(plugins, "load_plugins", lambda: load_plugins([Broken(), Shouting()]))
    out = nameplate("plugins", "--verbose").out
    assert "Broken is left out: nameplate_nothing is no hook." in out
    assert "filter shout: Shouting" in out
    assert "hooks of Shouting (Shouting): nameplate_filters, nameplate_findings" in out
    shown = json.loads(nameplate("plugins", "--format", "json").out)
    assert [one["name"] for one in shown["problems"]] == ["Broken"]


def test_a_provider_is_a_distribution_with_its_version() -> None:
    """Or the plugin's name where nothing is installed."""
    assert PluginInfo("mine", "acme-staff", "1.2").provider == "acme-staff 1.2"
    assert PluginInfo("mine").provider == "mine"


def test_extras_ask_for_what_pyproject_says() -> None:
    """By the metadata of the installed distribution."""
    assert set(installed._asked_for("azure-ad")) >= {"msgraph-sdk", "azure-identity"}
    assert set(installed._asked_for("okta")) == {"okta"}
    assert installed.missing("okta") == ()
