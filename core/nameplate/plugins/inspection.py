"""Whether a plugin keeps to the hooks, and what it offers."""

import inspect
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, ClassVar, Protocol

import pluggy

from nameplate.errors import PluginError
from nameplate.plugins import hooks
from nameplate.plugins.connector import AnyConnector, Connector
from nameplate.plugins.fields import Field, unknown_fields
from nameplate.plugins.hooks import Filter, Global, Guard
from nameplate.plugins.settings import Settings

PREFIX = "nameplate_"
"""What the name of every hook starts with."""

HOOKS: tuple[str, ...] = tuple(name for name in vars(hooks) if name.startswith(PREFIX))


class Named(Protocol):
    """Whatever has a name of its own."""

    @property
    def name(self) -> str:
        """The name."""
        ...


@dataclass(frozen=True)
class Offer:
    """What one plugin brings."""

    plugin: Any
    connectors: tuple[AnyConnector, ...]
    filters: tuple[Filter, ...]
    globals: tuple[Global, ...]
    guards: tuple[Guard, ...]

    KINDS: ClassVar[tuple[str, ...]] = ("connector", "filter", "function", "guard")

    def names(self) -> Iterator[tuple[str, str]]:
        """Kind and name of each thing."""
        named: tuple[Iterable[Named], ...] = (self.connectors, self.filters, self.globals, self.guards)
        for kind, things in zip(self.KINDS, named, strict=True):
            for thing in things:
                yield kind, thing.name


def check_hooks(plugin: Any, trial: pluggy.PluginManager) -> tuple[str, ...]:
    """The hooks that a plugin implements; registers it with `trial`.

    Raises:
        PluginError: A hook is misspelt, unmarked, takes other arguments, or wraps those of others.
    """
    for name, _ in _functions(plugin):
        if name not in HOOKS:
            near = get_close_matches(name, HOOKS, n=1)
            raise PluginError(
                f"{name} is no hook.", remedy=f"Did you mean {near[0]}?" if near else f"There is {HOOKS}."
            )
    try:
        trial.register(plugin)
        trial.check_pending()
    except pluggy.PluginValidationError as error:
        raise PluginError(f"A hook is not as it should be: {' '.join(str(error).split())}") from error
    implemented = {caller.name: caller.get_hookimpls()[0] for caller in trial.get_hookcallers(plugin) or ()}
    for name, _ in _functions(plugin):
        if name not in implemented:
            raise PluginError(f"{name} is not marked as a hook.", remedy="Write @hookimpl above it.")
    if wrapping := [name for name, one in implemented.items() if one.wrapper or one.hookwrapper]:
        raise PluginError(f"{', '.join(wrapping)} wraps what other plugins say; a plugin speaks for itself only.")
    return tuple(name for name in HOOKS if name in implemented)


def take_offer(plugin: Any, trial: pluggy.PluginManager) -> Offer:
    """What a plugin's hooks give, checked.

    Raises:
        PluginError: A hook fails, or gives something that can't be used.
    """
    offer = Offer(
        plugin,
        tuple(_given(trial, "nameplate_connectors", _is_connector)),
        tuple(_given(trial, "nameplate_filters", lambda one: isinstance(one, Filter))),
        tuple(_given(trial, "nameplate_globals", lambda one: isinstance(one, Global))),
        tuple(_given(trial, "nameplate_guards", lambda one: isinstance(one, Guard))),
    )
    for connector in offer.connectors:
        check_connector(connector)
    seen: set[tuple[str, str]] = set()
    for kind, name in offer.names():
        if (kind, name) in seen:
            raise PluginError(f"It offers the {kind} {name!r} twice.")
        seen.add((kind, name))
    return offer


def check_connector(connector: AnyConnector) -> None:
    """Refuse a connector class that could not work.

    Raises:
        PluginError: What is wrong with it.
    """
    called = connector.__qualname__
    for attribute, kind in (("name", str), ("settings_model", type), ("fields", dict)):
        if not isinstance(getattr(connector, attribute, None), kind):
            raise PluginError(f"The connector class {called} has no `{attribute}`, or not of the type {kind.__name__}.")
    if not connector.name:
        raise PluginError(f"The `name` of the connector class {called} is empty.")
    if not issubclass(connector.settings_model, Settings):
        raise PluginError(f"The `settings_model` of {connector.name} does not inherit Settings.")
    if abstract := sorted(connector.__abstractmethods__):
        raise PluginError(f"The connector {connector.name} does not define {', '.join(abstract)}.")
    if unknown := unknown_fields(connector.fields):
        raise PluginError(f"`fields` of {connector.name} has {', '.join(unknown)}, which no SourceUser has.")
    if wrong := [name for name, field in connector.fields.items() if not isinstance(field, Field)]:
        raise PluginError(f"`fields` of {connector.name}: {', '.join(wrong)} is not a Field.")
    if "id" not in connector.fields:
        raise PluginError(f"`fields` of {connector.name} has no `id`.")
    _check_scope_types(connector)


def _check_scope_types(connector: AnyConnector) -> None:
    if unserved := sorted(set(connector.scope_types) - connector.scope_keys):
        raise PluginError(f"`scope_types` of {connector.name} has {', '.join(unserved)}, which `scope_keys` lacks.")
    if wrong := [key for key, kind in connector.scope_types.items() if kind not in (bool, str, list)]:
        raise PluginError(f"`scope_types` of {connector.name}: {', '.join(wrong)} is neither bool, str nor list.")


def _functions(plugin: Any) -> Iterator[tuple[str, Any]]:
    """The functions of a plugin that look like hooks."""
    for name in dir(plugin):
        if name.startswith(PREFIX) and inspect.isroutine(getattr(plugin, name, None)):
            yield name, getattr(plugin, name)


def _given(trial: pluggy.PluginManager, hook: str, fits: Callable[[Any], bool]) -> Iterator[Any]:
    """What one hook gives, thing by thing."""
    try:
        answers: list[Iterable[Any]] = getattr(trial.hook, hook)()
        things = [thing for answer in answers for thing in answer]
    except (Exception, SystemExit) as error:
        raise PluginError(f"{hook} failed: {type(error).__name__}: {error}") from error
    for thing in things:
        if not fits(thing):
            raise PluginError(f"{hook} gives {thing!r}, which it should not.")
        yield thing


def _is_connector(thing: Any) -> bool:
    return isinstance(thing, type) and issubclass(thing, Connector)
