"""Plugins are loaded each on its own."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib.metadata import EntryPoint
from pathlib import Path
from textwrap import dedent
from types import SimpleNamespace
from typing import Any

import pytest

from nameplate.findings import Finding, Level, finding
from nameplate.plugins import (
    Connector,
    Field,
    Filter,
    Global,
    Guard,
    Page,
    Plugins,
    Query,
    Settings,
    hookimpl,
    load_plugins,
)
from nameplate.plugins.loading import new_manager

OURS = {"azure_ad", "google", "okta"}

PLUGIN = """
from nameplate.plugins import Connector, Field, Filter, Page, Settings, hookimpl

class Staff(Connector[Settings]):
    name = {name!r}
    settings_model = Settings
    fields = {{"id": Field("id")}}
    async def fetch(self, query, cursor):
        return Page([], None)

@hookimpl
def nameplate_connectors():
    return [Staff]
"""


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """Puts a distribution with one module and one entry point where Python finds it."""
    monkeypatch.syspath_prepend(str(tmp_path))
    before = set(sys.modules)

    def installed(distribution: str, source: str, *, version: str = "1.2", entry: str = "") -> None:
        module = distribution.replace("-", "_")
        (tmp_path / f"{module}.py").write_text(dedent(source), "utf-8")
        metadata = tmp_path / f"{module}-{version}.dist-info"
        metadata.mkdir()
        (metadata / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {distribution}\nVersion: {version}\n")
        (metadata / "entry_points.txt").write_text(f"[nameplate]\n{entry or module} = {module}\n")

    yield installed
    for name in set(sys.modules) - before:
        del sys.modules[name]


class Staff(Connector[Settings]):
    name = "staff"
    settings_model = Settings
    fields = {"id": Field("id")}  # noqa: RUF012 -- a table, as in any connector

    async def fetch(self, query: Query, cursor: str | None) -> Page:
        return Page([], None)


def plugin(name: str = "mine", **hooks: Any) -> Any:
    """An object with these hooks, as a module would have them."""
    return SimpleNamespace(__name__=name, **{hook: hookimpl(function) for hook, function in hooks.items()})


def offering(connector: Any, name: str = "mine") -> Any:
    return plugin(name, nameplate_connectors=lambda: [connector])


def problem(plugins: Plugins) -> str:
    (only,) = plugins.problems
    assert only.name not in [one.name for one in plugins.loaded]
    return f"{only.message} {only.remedy}"


def test_the_connectors_of_nameplate_come_by_entry_points() -> None:
    """They use what an outsider uses, and their provider is known."""
    plugins = load_plugins()
    assert set(plugins.connectors) >= OURS
    assert plugins.provider("okta").distribution == "nameplate"
    assert set(plugins.settings_models) == set(plugins.connectors)
    with pytest.raises(KeyError):
        plugins.provider("nobody")


def test_a_plugin_is_found_by_its_entry_point(install: Callable[..., None]) -> None:
    """With its distribution and version."""
    install("acme-staff", PLUGIN.format(name="staff"), version="3.1")
    plugins = load_plugins()
    info = plugins.provider("staff")
    assert (info.name, info.distribution, info.version) == ("acme_staff", "acme-staff", "3.1")
    assert (info.hooks, plugins.problems) == (("nameplate_connectors",), ())


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("import no_such_module_anywhere", "can't be imported: ModuleNotFoundError: No module named"),
        ("raise RuntimeError('on import')", "can't be imported: RuntimeError: on import"),
        ("raise SystemExit(3)", "can't be imported: SystemExit: 3"),
        ("def broken(:", "can't be imported: SyntaxError"),
        ("def nameplate_conectors(): return []", "nameplate_conectors is no hook. Did you mean nameplate_connectors?"),
        ("def nameplate_connectors(): return []", "nameplate_connectors is not marked as a hook. Write @hookimpl"),
    ],
)
def test_a_plugin_that_fails_is_reported_and_the_others_work(
    install: Callable[..., None], source: str, said: str
) -> None:
    """With its distribution and version; the connectors of others are there."""
    install("acme-broken", source, version="0.9")
    install("acme-staff", PLUGIN.format(name="staff"))
    plugins = load_plugins()
    assert said in problem(plugins)
    assert (plugins.problems[0].distribution, plugins.problems[0].version) == ("acme-broken", "0.9")
    assert set(plugins.connectors) >= {*OURS, "staff"}


def test_a_connectors_name_is_given_once(install: Callable[..., None]) -> None:
    """Nobody stands in for a connector of nameplate's; both providers are named with their versions."""
    install("a-first", PLUGIN.format(name="okta"), version="6.6", entry="a_first")
    plugins = load_plugins()
    said = problem(plugins)
    assert "The connector 'okta' is offered by nameplate " in said
    assert "and by a-first 6.6" in said
    assert plugins.provider("okta").distribution == "nameplate"


def test_of_two_outsiders_the_first_by_distribution_is_used(install: Callable[..., None]) -> None:
    """Whatever the order of installation."""
    install("zeta", PLUGIN.format(name="staff"))
    install("alpha", PLUGIN.format(name="staff"))
    plugins = load_plugins()
    assert plugins.provider("staff").distribution == "alpha"
    assert plugins.problems[0].distribution == "zeta"


def test_a_misspelt_marked_hook_is_refused() -> None:
    """With what was probably meant."""
    said = problem(load_plugins([plugin(nameplate_filter=lambda: ())]))
    assert "nameplate_filter is no hook. Did you mean nameplate_filters?" in said


def test_a_hook_with_other_arguments_is_refused() -> None:
    """Pluggy's reason is passed on."""
    assert "hook is not as it should be" in problem(load_plugins([plugin(nameplate_findings=lambda plans: [])]))


def test_a_hook_that_wraps_others_is_refused() -> None:
    """No plugin can change or hide what another says."""

    @hookimpl(wrapper=True)
    def wrapping(plan: Any) -> Any:
        return (yield)

    assert "wraps what other plugins say" in problem(
        load_plugins([SimpleNamespace(__name__="x", nameplate_findings=wrapping)])
    )


def test_a_hook_that_fails_is_reported() -> None:
    """Or gives something else than it should."""
    assert "ZeroDivisionError" in problem(load_plugins([plugin(nameplate_filters=lambda: 1 / 0)]))
    assert "nameplate_guards gives 5" in problem(load_plugins([plugin(nameplate_guards=lambda: [5])]))
    assert "nameplate_globals failed" in problem(load_plugins([plugin(nameplate_globals=lambda: 5)]))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"fields": {"email": Field("mail")}}, "has no `id`"),
        ({"scope_types": {"guests": bool}}, "has guests, which `scope_keys` lacks"),
        ({"scope_keys": frozenset({"age"}), "scope_types": {"age": int}}, "age is neither bool, str nor list"),
        ({"fields": {"id": Field("id"), "e_mail": Field("mail")}}, "has e_mail, which no SourceUser has"),
        ({"fields": {"id": "id"}}, "id is not a Field"),
        ({"fields": None}, "has no `fields`"),
        ({"name": ""}, "is empty"),
        ({"name": None}, "has no `name`"),
        ({"settings_model": dict}, "does not inherit Settings"),
        ({"settings_model": None}, "has no `settings_model`"),
        ({"fetch": Connector.fetch}, "does not define fetch"),
    ],
)
def test_a_connector_that_could_not_work_is_refused(changes: dict[str, Any], said: str) -> None:
    """Before anybody is read with it."""
    assert said in problem(load_plugins([offering(type("Broken", (Staff,), changes))]))


def test_a_connector_is_a_class() -> None:
    """An instance, or a class of another kind, is refused."""
    assert "nameplate_connectors gives" in problem(load_plugins([offering(dict)]))
    assert "nameplate_connectors gives" in problem(load_plugins([offering(Staff(Settings()))]))


def test_a_plugin_that_offers_a_name_twice_is_refused() -> None:
    """Its own mistake."""
    twice = plugin(nameplate_filters=lambda: [Filter("shout", str.upper), Filter("shout", str.lower)])
    assert "offers the filter 'shout' twice" in problem(load_plugins([twice]))


def test_filters_functions_and_guards_are_collected() -> None:
    """With the plugin that brings each."""
    shout, today, careful = Filter("shout", str.upper), Global("today", str), Guard("careful", lambda _: True)
    plugins = load_plugins(
        [
            plugin(
                nameplate_filters=lambda: [shout],
                nameplate_globals=lambda: [today],
                nameplate_guards=lambda: iter([careful]),
            )
        ]
    )
    assert (plugins.filters, plugins.globals, plugins.guards) == (
        {"shout": shout}, {"today": today}, (("mine", careful),),
    )  # fmt: skip
    info = plugins.loaded[-1]
    assert (info.filters, info.globals, info.guards) == (("shout",), ("today",), ("careful",))


def test_each_plugin_remarks_on_a_plan_under_its_name() -> None:
    """NP902 at the level that it chose; a failure is NP901, and the next plugin is heard."""

    def failing(plan: Any) -> Iterator[Finding]:
        yield finding("NP902", "first", level=Level.NOTE, file="a.csv", line=3)
        raise LookupError("gone")

    plugins = load_plugins(
        [
            plugin("one", nameplate_findings=failing),
            plugin("two", nameplate_findings=lambda: [finding("NP301", "second")]),
            plugin("three", nameplate_findings=lambda plan: [plan]),
            plugin("four", nameplate_findings=lambda plan: None),
        ]
    )
    found = list(plugins.findings(SimpleNamespace()))  # type: ignore[arg-type]
    by_plugin = {
        name: [(one.code, one.level) for one in found if one.plugin == name] for name in ("one", "two", "three")
    }
    assert by_plugin == {
        "one": [("NP902", "note"), ("NP901", "error")],
        "two": [("NP902", "warning")],
        "three": [("NP901", "error")],
    }
    assert any(one.address == "a.csv:3" for one in found)
    assert any("LookupError: gone" in one.message for one in found)


def test_no_manager_is_shared() -> None:
    """What one call loads, another doesn't know."""
    load_plugins([offering(Staff)])
    again = load_plugins()
    assert "staff" not in again.connectors
    assert again.manager is not load_plugins().manager
    assert not new_manager().get_plugins()


def test_an_interruption_is_not_a_plugins_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C while plugins load ends the program."""

    def interrupted(_: EntryPoint) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(EntryPoint, "load", interrupted)
    with pytest.raises(KeyboardInterrupt):
        load_plugins()


def test_loading_imports_no_sdk() -> None:
    """They are imported when somebody signs in."""
    program = """
        import sys
        from nameplate.plugins import load_plugins
        assert {"azure_ad", "google", "okta"} <= set(load_plugins().connectors)
        heavy = {"msgraph", "azure.identity", "kiota_abstractions", "googleapiclient", "google.auth", "okta.client"}
        print(sorted(heavy & set(sys.modules)))
    """
    done = subprocess.run([sys.executable, "-c", dedent(program)], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
