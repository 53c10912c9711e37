"""`nameplate plugins`: connectors, their versions, and what is missing."""

import json
from collections.abc import Iterator
from typing import Any

import click

from nameplate.cli.installed import missing
from nameplate.config.extras import extra_of, installation
from nameplate.plugins import AnyConnector, PluginInfo, PluginProblem, Plugins, load_plugins


@click.command(name="plugins")
@click.option("--verbose", is_flag=True, help="Also hooks, settings with types and defaults, scopes and fields.")
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", help="How to print it.")
def command(verbose: bool, form: str) -> None:
    """Connectors, their versions, and what is missing."""
    plugins = load_plugins()
    if form == "json":
        click.echo(json.dumps(as_json(plugins), indent=2, ensure_ascii=False))
        return
    for line in as_lines(plugins, verbose=verbose):
        click.echo(line)


def as_json(plugins: Plugins) -> dict[str, Any]:
    """Everything that is known of each plugin; `settings` is a JSON Schema."""
    return {
        "plugins": [
            {
                "name": plugin.name,
                "distribution": plugin.distribution,
                "version": plugin.version,
                "connectors": [_connector(plugins.connectors[name]) for name in plugin.connectors],
                "filters": list(plugin.filters),
                "functions": list(plugin.globals),
                "guards": list(plugin.guards),
                "hooks": list(plugin.hooks),
            }
            for plugin in plugins.loaded
        ],
        "problems": [
            {
                "name": problem.name,
                "distribution": problem.distribution,
                "version": problem.version,
                "message": problem.message,
                "remedy": problem.remedy,
            }
            for problem in plugins.problems
        ],
    }


def _connector(connector: AnyConnector) -> dict[str, Any]:
    return {
        "name": connector.name,
        "missing": list(_missing(connector.name)),
        "scope": sorted(connector.scope_keys),
        "fields": {name: list(field.paths) for name, field in connector.fields.items()},
        "settings": connector.settings_model.model_json_schema(),
    }


def _missing(connector: str) -> tuple[str, ...]:
    extra = extra_of(connector)
    return missing(extra) if extra else ()


def as_lines(plugins: Plugins, *, verbose: bool) -> Iterator[str]:
    """The table, for people."""
    width = max(map(len, ("connector", *plugins.connectors)))
    provided = max((len(plugin.provider) for plugin in plugins.loaded), default=0)
    yield f"{'connector':{width}}  {'provided by':{provided}}  state"
    for plugin in plugins.loaded:
        for name in plugin.connectors:
            yield f"{name:{width}}  {plugin.provider:{max(provided, 11)}}  {_state(name)}"
            if verbose:
                yield from _details(plugins.connectors[name])
    for plugin in plugins.loaded:
        yield from _others(plugin, verbose=verbose)
    for problem in plugins.problems:
        yield from ("", *_problem(problem))


def _state(connector: str) -> str:
    if absent := _missing(connector):
        return f"needs {', '.join(absent)}: {installation(connector)} (snapshots can be read)"
    return "ready"


def _details(connector: AnyConnector) -> Iterator[str]:
    schema = connector.settings_model.model_json_schema()
    required = schema.get("required", ())
    yield "  settings"
    for name, setting in schema["properties"].items():
        default = (
            "required" if name in required else f"default {json.dumps(setting.get('default'), ensure_ascii=False)}"
        )
        yield f"    {name}: {_type(setting)}, {default}"
    yield f"  scope: {', '.join(sorted(connector.scope_keys)) or 'none'}"
    yield "  fields"
    for name, field in connector.fields.items():
        yield f"    {name}: {' or '.join(field.paths)}"


def _type(setting: dict[str, Any]) -> str:
    """A setting's type in words, by its schema."""
    if "anyOf" in setting:
        return " or ".join(_type(one) for one in setting["anyOf"] if one.get("type") != "null")
    if "$ref" in setting:
        named = str(setting["$ref"]).rpartition("/")[2]
        return "{env: NAME}" if named == "Secret" else named
    if "enum" in setting:
        return " or ".join(map(str, setting["enum"]))
    words = {"string": "text", "integer": "whole number", "boolean": "true or false", "array": "list"}
    if setting.get("format") in {"path", "file-path", "directory-path"}:
        return "path"
    kind = str(setting.get("type", "anything"))
    return words.get(kind, kind)


def _others(plugin: PluginInfo, *, verbose: bool) -> Iterator[str]:
    for kind, names in (("filter", plugin.filters), ("function", plugin.globals), ("guard", plugin.guards)):
        for name in names:
            yield f"{kind} {name}: {plugin.provider}"
    if verbose:
        yield f"hooks of {plugin.name} ({plugin.provider}): {', '.join(plugin.hooks)}"


def _problem(problem: PluginProblem) -> Iterator[str]:
    provider = f"{problem.distribution} {problem.version}".strip()
    yield f"{problem.name}{f' ({provider})' if provider else ''} is left out: {problem.message}"
    if problem.remedy:
        yield f"  {problem.remedy}"
