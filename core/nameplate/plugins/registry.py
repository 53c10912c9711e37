"""The plugins that were loaded, and those that could not be."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pluggy

from nameplate.findings import Finding, finding
from nameplate.plugins.connector import AnyConnector
from nameplate.plugins.hooks import Filter, Global, Guard, PlanReader
from nameplate.plugins.settings import Settings


@dataclass(frozen=True)
class PluginInfo:
    """A plugin that was loaded, and what it brings.

    `distribution` and `version` are "" for an object that no entry point named. `hooks` are the names of the hooks
    it implements.
    """

    name: str
    distribution: str = ""
    version: str = ""
    connectors: tuple[str, ...] = ()
    filters: tuple[str, ...] = ()
    globals: tuple[str, ...] = ()
    guards: tuple[str, ...] = ()
    hooks: tuple[str, ...] = ()

    @property
    def provider(self) -> str:
        """The distribution and its version, or the plugin's name."""
        return f"{self.distribution} {self.version}".strip() or self.name


@dataclass(frozen=True)
class PluginProblem:
    """A plugin that was left out, and why."""

    name: str
    distribution: str
    version: str
    message: str
    remedy: str = ""


@dataclass(frozen=True)
class Plugins:
    """Everything that plugins bring. A plugin is in `loaded` or in `problems`, never half in.

    `guards` pairs each guard with its plugin's name. `manager` is private to this object; nothing is global.
    """

    connectors: Mapping[str, AnyConnector]
    filters: Mapping[str, Filter]
    globals: Mapping[str, Global]
    guards: tuple[tuple[str, Guard], ...]
    loaded: tuple[PluginInfo, ...]
    problems: tuple[PluginProblem, ...]
    manager: pluggy.PluginManager = field(repr=False, compare=False)

    @property
    def settings_models(self) -> Mapping[str, type[Settings]]:
        """Connector → the model of its settings."""
        return {name: connector.settings_model for name, connector in self.connectors.items()}

    def provider(self, connector: str) -> PluginInfo:
        """The plugin that brings a connector.

        Raises:
            KeyError: No plugin does.
        """
        for plugin in self.loaded:
            if connector in plugin.connectors:
                return plugin
        raise KeyError(connector)

    def findings(self, plan: PlanReader) -> Iterator[Finding]:
        """What plugins remark on a plan, streamed: NP902 with the plugin's name, NP901 where one failed."""
        names = {plugin.name: plugin.distribution or plugin.name for plugin in self.loaded}
        for remarks in self.manager.hook.nameplate_findings.get_hookimpls():
            yield from _remarks(remarks, plan, names[remarks.plugin_name])


def _remarks(hook: Any, plan: PlanReader, plugin: str) -> Iterator[Finding]:
    """The findings of one plugin; its exception is one of them, and ends them."""
    try:
        for remark in hook.function(*(plan for _ in hook.argnames)) or ():
            if not isinstance(remark, Finding):
                raise TypeError(f"nameplate_findings gave {type(remark).__name__}, not Finding")  # noqa: TRY301
            yield finding(
                "NP902",
                remark.message,
                level=remark.level,
                remedy=remark.remedy,
                attribute=remark.attribute,
                file=remark.file,
                line=remark.line,
                column=remark.column,
                plugin=plugin,
            )
    except Exception as error:  # noqa: BLE001 -- whatever a plugin raises is a finding, and the others go on
        message = f"The plugin {plugin} failed while it looked at the plan: {type(error).__name__}: {error}"
        yield finding("NP901", message, remedy=f"Report it to the makers of {plugin}.", plugin=plugin)
