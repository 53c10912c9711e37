"""Plugins by entry point, each on its own: one that fails is reported, and the others work."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from importlib.metadata import EntryPoint, entry_points
from typing import Any, NamedTuple

import pluggy

from nameplate.errors import PluginError
from nameplate.plugins import hooks
from nameplate.plugins.inspection import Offer, check_hooks, take_offer
from nameplate.plugins.registry import PluginInfo, PluginProblem, Plugins

GROUP = "nameplate"
"""The entry-point group, and pluggy's project name."""


class Candidate(NamedTuple):
    """Something that wants to be a plugin: an entry point, or an object that was handed over."""

    info: PluginInfo
    source: Any

    def load(self) -> Any:
        """The plugin's module or object.

        Raises:
            PluginError: It can't be imported.
        """
        if not isinstance(self.source, EntryPoint):
            return self.source
        try:
            return self.source.load()
        except (Exception, SystemExit) as error:
            raise PluginError(f"It can't be imported: {type(error).__name__}: {error}") from error


def load_plugins(extra: Iterable[object] = ()) -> Plugins:
    """Every plugin that is installed, and the objects in `extra`.

    Nameplate's own come first, then the others by distribution and name: of two that offer the same name, the later
    is refused, so that no other package can stand in for a connector of nameplate's.
    """
    manager = new_manager()
    loaded: list[PluginInfo] = []
    problems: list[PluginProblem] = []
    offers: list[Offer] = []
    taken: dict[tuple[str, str], PluginInfo] = {}
    for candidate in candidates(extra):
        try:
            offer, info = examine(candidate, taken)
            manager.register(offer.plugin, name=info.name)
        except PluginError as error:
            problems.append(_problem(candidate.info, error))
        except ValueError as error:  # pluggy's: the name or the object is registered
            problems.append(_problem(candidate.info, PluginError(str(error))))
        else:
            taken.update(dict.fromkeys(offer.names(), info))
            loaded.append(info)
            offers.append(offer)
    return Plugins(
        connectors={connector.name: connector for offer in offers for connector in offer.connectors},
        filters={one.name: one for offer in offers for one in offer.filters},
        globals={one.name: one for offer in offers for one in offer.globals},
        guards=tuple((info.name, guard) for info, offer in zip(loaded, offers, strict=True) for guard in offer.guards),
        loaded=tuple(loaded),
        problems=tuple(problems),
        manager=manager,
    )


def new_manager() -> pluggy.PluginManager:
    """A manager of its own that knows the hooks and no plugin."""
    manager = pluggy.PluginManager(GROUP)
    manager.add_hookspecs(hooks)
    return manager


def candidates(extra: Iterable[object]) -> Iterator[Candidate]:
    """Entry points in order, then `extra`."""
    points = (Candidate(_info(point), point) for point in entry_points(group=GROUP))
    yield from sorted(points, key=lambda one: (one.info.distribution != GROUP, one.info.distribution, one.info.name))
    for one in extra:
        yield Candidate(PluginInfo(getattr(one, "__name__", type(one).__name__)), one)


def examine(candidate: Candidate, taken: dict[tuple[str, str], PluginInfo]) -> tuple[Offer, PluginInfo]:
    """What a candidate offers, tried on a manager of its own.

    Args:
        candidate: The candidate.
        taken: Kind and name of what earlier plugins offer → the plugin.

    Raises:
        PluginError: It can't be used, and why.
    """
    plugin = candidate.load()
    trial = new_manager()
    implemented = check_hooks(plugin, trial)
    offer = take_offer(plugin, trial)
    for kind, name in offer.names():
        if other := taken.get((kind, name)):
            message = f"The {kind} {name!r} is offered by {other.provider} and by {candidate.info.provider}."
            raise PluginError(message, remedy="Uninstall one of the two; the first named is used.")
    names = {kind: tuple(name for of, name in offer.names() if of == kind) for kind in Offer.KINDS}
    info = replace(
        candidate.info,
        connectors=names["connector"],
        filters=names["filter"],
        globals=names["function"],
        guards=names["guard"],
        hooks=implemented,
    )
    return offer, info


def _info(point: EntryPoint) -> PluginInfo:
    distribution = point.dist
    return PluginInfo(
        point.name, distribution.name if distribution else "", distribution.version if distribution else ""
    )


def _problem(info: PluginInfo, error: PluginError) -> PluginProblem:
    return PluginProblem(info.name, info.distribution, info.version, error.message, error.remedy)
