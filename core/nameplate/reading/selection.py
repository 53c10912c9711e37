"""Which fields and raw paths of a record are read: what rules, conditions and correlation need, and no more."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from nameplate.config.models import Config
from nameplate.errors import ConfigurationError
from nameplate.findings import finding
from nameplate.locales import country_code
from nameplate.model import EVERYTHING, Needs
from nameplate.plugins import Field
from nameplate.plugins.fields import Key, parse_path

ALWAYS = frozenset({"id", "user_name", "email", "active", "display_name", "given_name", "family_name"})
"""What correlation and the display of people read, whatever the mappings say."""
DECIDING = frozenset({"id", "active"})
"""What a snapshot has to hold, whatever the mappings say."""


@dataclass(frozen=True)
class Selection:
    """The fields of one connection that are read, and the needs they come from.

    Args:
        fields: `SourceUser` field or `custom.NAME` → where it stands; only what is read.
        needs: What rules and conditions read.
    """

    fields: Mapping[str, Field]
    needs: Needs

    @cached_property
    def select(self) -> frozenset[str]:
        """The raw paths to ask an identity provider for."""
        return frozenset(path for field in self.fields.values() for path in field.paths) | self.needs.raw

    @cached_property
    def paths(self) -> Mapping[str, tuple[str, ...]]:
        """Name of each field and raw path that is read → the paths, any of which gives it."""
        raw = {path: (path,) for path in self.needs.raw if path != EVERYTHING}
        return raw | {name: field.paths for name, field in self.fields.items()}

    def unsaved(self, saved: Iterable[str]) -> list[str]:
        """What is needed, but is not among the `saved` paths or field names of a snapshot's closing line."""
        has = frozenset(saved)
        wanted = self.needs.fields | self.needs.raw | DECIDING
        needed = {name: paths for name, paths in self.paths.items() if name in wanted or EVERYTHING in wanted}
        return sorted(
            name
            for name, paths in needed.items()
            if EVERYTHING not in has and name not in has and not all(is_within(path, has) for path in paths)
        )


def make_selection(config: Config, connection: str, fields: Mapping[str, Field], needs: Needs) -> Selection:
    """What is read of a connection: the connector's `fields` and the connection's own, as far as needed.

    Raises:
        ConfigurationError: A path in the connection's `fields` is not one (NP103).
    """
    table = dict(fields)
    for name, path in config.connections[connection].fields.items():
        try:
            table[name] = own_field(name, path)
        except ValueError as error:
            line, column = config.position("connections", connection, "fields", name)
            found = finding("NP103", f"{name}: {error}", file=str(config.file), line=line, column=column)
            raise ConfigurationError(found.message, findings=(found,)) from error
    wanted = needs.fields | ALWAYS
    return Selection({name: field for name, field in table.items() if name in wanted or EVERYTHING in wanted}, needs)


def own_field(name: str, path: str) -> Field:
    """A field that a connection's `fields` names; a country becomes a code, as a connector's does.

    Raises:
        ValueError: `path` is not a path.
    """
    return Field(path, convert=country_code, warns="NP306") if name == "country" else Field(path)


def is_within(path: str, saved: frozenset[str]) -> bool:
    """Whether `path` or something above it is among the saved paths."""
    if path in saved:
        return True
    keys = [step.key for step in parse_path(path) if isinstance(step, Key)]
    return any(".".join(keys[:length]) in saved for length in range(1, len(keys) + 1))


class Unselected:
    """Watches records for what is missing from every one of them."""

    def __init__(self, selection: Selection) -> None:
        self.missing = {name: [keys_of(path) for path in paths] for name, paths in selection.paths.items()}
        self.first = self._first_keys()

    def see(self, record: Mapping[str, object]) -> None:
        """Forget what `record` has; almost free once nothing new turns up."""
        if self.first.isdisjoint(record):
            return
        found = [name for name, paths in self.missing.items() if any(has_key(record, keys) for keys in paths)]
        if found:
            for name in found:
                del self.missing[name]
            self.first = self._first_keys()

    def _first_keys(self) -> frozenset[str]:
        return frozenset(keys[0] for paths in self.missing.values() for keys in paths)


def keys_of(path: str) -> tuple[str, ...]:
    """The keys of a path up to its first list."""
    keys: list[str] = []
    for step in parse_path(path):
        if not isinstance(step, Key):
            break
        keys.append(step.key)
    return tuple(keys)


def has_key(record: Mapping[str, object], keys: tuple[str, ...]) -> bool:
    """Whether the key at the end is there, or something above it is there and null."""
    value: object = record
    for key in keys:
        if not isinstance(value, Mapping):
            return True
        if key not in value:
            return False
        value = value[key]
    return True
