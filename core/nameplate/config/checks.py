"""What no single key can be wrong about: names that nothing defines, secrets written down, keys that need each other.

Each check looks at the file as it is written, mistakes and all, so that everything is said at once.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from nameplate.config.conditions import CONDITION_KEYS, is_condition_key, is_field
from nameplate.config.document import Document, Key, dotted
from nameplate.config.mistakes import written_down
from nameplate.config.secrets import SECRET_NAME, looks_like_key
from nameplate.config.suggestions import did_you_mean
from nameplate.findings import Finding
from nameplate.model import TEXT_FIELDS

EXTRAS = {"azure_ad": "azure-ad", "google": "google", "okta": "okta"}
"""Connectors that ship with nameplate → the extra that brings what they need."""

Check = Callable[[Document, Mapping[str, Any]], Iterator[Finding]]


def check_document(document: Document, connectors: Mapping[str, Any]) -> Iterator[Finding]:
    """Everything that these checks find."""
    for check in CHECKS:
        yield from check(document, connectors)


def _named(data: Any, key: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Name and content of each entry below `key`, such as `connections`."""
    entries = data.get(key)
    if isinstance(entries, Mapping):
        yield from ((name, entry) for name, entry in entries.items() if isinstance(entry, Mapping))


def _names(data: Mapping[str, Any], key: str) -> list[str]:
    entries = data.get(key)
    return list(entries) if isinstance(entries, Mapping) else []


def _region_lists(document: Document) -> Iterator[tuple[Key, list[tuple[Key, Mapping[str, Any]]]]]:
    """Key of each list of regions, and its regions with their keys."""
    lists: list[tuple[Key, Any]] = [(("regions",), document.data.get("regions"))]
    lists += [
        (("connections", name, "regions"), entry.get("regions")) for name, entry in _named(document.data, "connections")
    ]
    for key, regions in lists:
        if isinstance(regions, list):
            yield key, [((*key, at), region) for at, region in enumerate(regions) if isinstance(region, Mapping)]


def _something_to_do(document: Document, _connectors: Mapping[str, Any]) -> Iterator[Finding]:
    """There are directories, connections and regions."""
    for key, what in (("directories", "directory"), ("connections", "connection")):
        if document.data.get(key) == {}:
            yield document.finding("NP104", (key,), f"`{key}`: expected at least one {what}.")
    without = [name for name, entry in _named(document.data, "connections") if entry.get("regions") is None]
    if without and not document.data.get("regions"):
        message = "`regions` is missing: nobody would have a mapping."
        remedy = "A region without `when` matches everybody: regions: [{name: everyone, mapping: nameplate/default.j2}]"
        yield document.finding("NP104", ("regions",), message, remedy=remedy)


def _no_own_keys(document: Document, _connectors: Mapping[str, Any]) -> Iterator[Finding]:
    """`file` and `positions` are the configuration's own, and no keys of the file."""
    for key in ("file", "positions"):
        if key in document.data:
            yield document.finding("NP102", (key,), f"`{key}` is not a key that is known here.")


def _regions(document: Document, _connectors: Mapping[str, Any]) -> Iterator[Finding]:
    """Each region has a name of its own, a mapping unless it is excluded, and a condition that says something."""
    for _, regions in _region_lists(document):
        names = Counter(str(region.get("name")) for _, region in regions)
        seen: set[str] = set()
        for key, region in regions:
            name = str(region.get("name"))
            if "name" in region and names[name] > 1 and name in seen:
                message = f"There are {names[name]} regions named `{name}`."
                yield document.finding("NP103", (*key, "name"), message, remedy="Give each a name of its own.")
            seen.add(name)
            if not region.get("mapping") and region.get("exclude") is not True:
                message = f"`{dotted((*key, 'mapping'))}` is missing: the region `{name}` needs a mapping."
                remedy = "Name a mapping, or say `exclude: true` to leave these people out."
                yield document.finding("NP104", key, message, remedy=remedy)
            if "when" in region and not region["when"]:
                message = f"`{dotted((*key, 'when'))}`: expected a condition, found nothing."
                yield document.finding("NP103", (*key, "when"), message, remedy="Leave `when` out to match everybody.")


def _conditions(document: Document, _connectors: Mapping[str, Any]) -> Iterator[Finding]:
    """The keys of `when` are fields of a person."""
    for _, regions in _region_lists(document):
        for key, region in regions:
            when = region.get("when")
            for name in when if isinstance(when, Mapping) else ():
                if not is_condition_key(name):
                    remedy = did_you_mean(name, CONDITION_KEYS)
                    message = f"`{dotted((*key, 'when', name))}`: a person has no field `{name}`."
                    yield document.finding("NP102", (*key, "when", name), message, remedy=remedy)


def _fields(document: Document, _connectors: Mapping[str, Any]) -> Iterator[Finding]:
    """The keys of a connection's `fields`, and what it is enriched with, are fields of a person."""
    for name, connection in _named(document.data, "connections"):
        fields = connection.get("fields")
        for field in fields if isinstance(fields, Mapping) else ():
            if not is_field(field):
                key: Key = ("connections", name, "fields", field)
                remedy = did_you_mean(field, (*TEXT_FIELDS, "active")) + " A field of your own is `custom.NAME`."
                yield document.finding(
                    "NP102", key, f"`{dotted(key)}`: a person has no field `{field}`.", remedy=remedy
                )


def _connections(document: Document, connectors: Mapping[str, Any]) -> Iterator[Finding]:
    """A connection's connector is installed, its directory defined, its scope served."""
    directories = _names(document.data, "directories")
    for name, connection in _named(document.data, "connections"):
        key: Key = ("connections", name)
        connector, directory = connection.get("connector"), connection.get("directory")
        if isinstance(directory, str) and directory not in directories:
            yield _undefined(document, (*key, "directory"), "directory", directory, directories)
        if isinstance(connector, str) and connector not in connectors:
            yield _not_installed(document, (*key, "connector"), connector, connectors)
        elif isinstance(connector, str):
            yield from _scope(document, name, connection, connector, connectors[connector])


def _undefined(document: Document, key: Key, what: str, name: str, defined: list[str]) -> Finding:
    message = f"`{dotted(key)}`: no {what} is named `{name}`."
    return document.finding("NP107", key, message, remedy=did_you_mean(name, defined), at_value=True)


def _not_installed(document: Document, key: Key, name: str, connectors: Mapping[str, Any]) -> Finding:
    if name in EXTRAS:
        remedy = f"Install it: pip install 'nameplate[{EXTRAS[name]}]'"
    else:
        remedy = (
            f"{did_you_mean(name, connectors)} `nameplate plugins` shows what is installed, and what failed.".lstrip()
        )
    message = f"`{dotted(key)}`: the connector `{name}` is not installed."
    return document.finding("NP108", key, message, remedy=remedy, at_value=True)


def _scope(
    document: Document, name: str, connection: Mapping[str, Any], connector: str, shape: Any
) -> Iterator[Finding]:
    served: frozenset[str] | None = getattr(shape, "scope_keys", None)
    scope = connection.get("scope")
    if served is None or not isinstance(scope, Mapping):
        return
    for word in scope:
        if word not in served:
            key = ("connections", name, "scope", word)
            message = f"`{dotted(key)}`: {connector} has no scope `{word}`."
            yield document.finding("NP102", key, message, remedy=did_you_mean(word, sorted(served)))


def _references(document: Document, _connectors: Mapping[str, Any]) -> Iterator[Finding]:
    """`precedence` and `enrich_from` name connections; those of a precedence feed the directory."""
    connections = _names(document.data, "connections")
    feeding = {name: entry.get("directory") for name, entry in _named(document.data, "connections")}
    for name, directory in _named(document.data, "directories"):
        precedence = directory.get("precedence")
        for at, other in enumerate(precedence if isinstance(precedence, list) else ()):
            key: Key = ("directories", name, "precedence", at)
            if other not in connections:
                yield _undefined(document, key, "connection", str(other), connections)
            elif feeding.get(other) != name:
                message = f"`{dotted(key)}`: the connection `{other}` does not feed the directory `{name}`."
                yield document.finding("NP103", key, message)
    for name, connection in _named(document.data, "connections"):
        sources = connection.get("enrich_from")
        for at, source in enumerate(sources if isinstance(sources, list) else ()):
            other = source.get("connection") if isinstance(source, Mapping) else None
            if isinstance(other, str) and (other not in connections or other == name):
                others = [one for one in connections if one != name]
                yield _undefined(
                    document, ("connections", name, "enrich_from", at, "connection"), "other connection", other, others
                )


def _directories(document: Document, _connectors: Mapping[str, Any]) -> Iterator[Finding]:
    """A directory is a sandbox or has an id and a key."""
    for name, directory in _named(document.data, "directories"):
        missing = [word for word in ("directory_id", "token") if directory.get(word) in (None, "")]
        if directory.get("sandbox") is None and missing:
            key: Key = ("directories", name)
            needed = " and ".join(f"`{dotted((*key, word))}`" for word in missing)
            remedy = "Both stand where the directory's SCIM was set up at Atlassian; `sandbox: FILE` needs neither."
            yield document.finding(
                "NP104", key, f"{needed} {'are' if len(missing) > 1 else 'is'} missing.", remedy=remedy
            )


def _subscription(document: Document, _connectors: Mapping[str, Any]) -> Iterator[Finding]:
    """Several directories need an Enterprise subscription; a sandbox that nothing feeds is none of them."""
    organization = document.data.get("organization")
    if isinstance(organization, Mapping) and organization.get("subscription") == "enterprise":
        return
    fed = {entry.get("directory") for _, entry in _named(document.data, "connections")}
    counted = [
        name for name, entry in _named(document.data, "directories") if name in fed or entry.get("sandbox") is None
    ]
    if len(counted) > 1:
        message = f"{len(counted)} directories ({', '.join(counted)}) need an Enterprise subscription."
        remedy = "If the organization has one, say so: organization: {subscription: enterprise}"
        yield document.finding("NP106", ("directories", counted[1]), message, remedy=remedy)


def _secrets(document: Document, _connectors: Mapping[str, Any]) -> Iterator[Finding]:
    """No key whose name says that it is secret holds something that looks like one."""
    yield from _secrets_below(document, document.data, ())


def _secrets_below(document: Document, value: Any, key: Key) -> Iterator[Finding]:
    if isinstance(value, Mapping):
        for name, item in value.items():
            yield from _secrets_below(document, item, (*key, name))
    elif isinstance(value, list):
        for at, item in enumerate(value):
            yield from _secrets_below(document, item, (*key, at))
    elif isinstance(value, str) and looks_like_key(value):
        secret = key[-2:] if key[-1:] == ("env",) else key[-1:]
        if any(isinstance(part, str) and SECRET_NAME.search(part) for part in secret):
            yield written_down(document, key)


CHECKS: tuple[Check, ...] = (
    _something_to_do,
    _no_own_keys,
    _directories,
    _subscription,
    _connections,
    _references,
    _regions,
    _conditions,
    _fields,
    _secrets,
)
