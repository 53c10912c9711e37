"""nameplate.yaml from file to `Config`, with every mistake at once."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Protocol, TypeVar

from pydantic import BaseModel, ValidationError

from nameplate.config.checks import check_document
from nameplate.config.document import Document, Key, dotted, read_document
from nameplate.config.mistakes import key_of, mistakes
from nameplate.config.models import Config
from nameplate.config.paths import absolute_paths
from nameplate.errors import ConfigurationError
from nameplate.findings import Finding

M = TypeVar("M", bound=BaseModel)


class ConnectorShape(Protocol):
    """What a configuration needs to know of a connector; every `Connector` class has it."""

    settings_model: type[Any]
    scope_keys: frozenset[str]
    scope_types: Mapping[str, type]


Connectors = Mapping[str, Any]
"""Name → connector class (a `ConnectorShape`), or only its settings model: then `scope` isn't checked."""


def load_config(path: Path, connectors: Connectors) -> Config:
    """The configuration in a file; every path in it absolute, no secret read.

    Args:
        path: The file; findings name it as it is given.
        connectors: The connectors that are installed, by name.

    Raises:
        ConfigurationError: With a finding for each mistake: file, line, column, key, what was expected.
    """
    document = read_document(path)
    findings = [*document.findings, *check_document(document, connectors)]
    raw, mistaken = _with_settings(document, connectors)
    findings.extend(mistaken)
    config, mistaken = _validated(Config, raw, document)
    findings.extend(mistaken)
    if findings or config is None:
        raise mistaken_configuration(document.file, findings)
    file = path.absolute()
    located = config.model_copy(update={"file": file, "positions": document.keys})
    return absolute_paths(located, file.parent)


def mistaken_configuration(file: str, findings: Iterable[Finding]) -> ConfigurationError:
    """The error for these findings, each once, in the order of the file."""
    once = {(one.line, one.column, one.code, one.message): one for one in findings}
    ordered = [once[place] for place in sorted(once)]
    count = "a mistake" if len(ordered) == 1 else f"{len(ordered)} mistakes"
    return ConfigurationError(f"{file} has {count}.", findings=ordered)


def _with_settings(document: Document, connectors: Connectors) -> tuple[dict[str, Any], list[Finding]]:
    """The file's data, with the settings of its connections as models; None for those that can't be."""
    connections = document.data.get("connections")
    findings: list[Finding] = []
    if not isinstance(connections, Mapping):
        return document.data, findings
    filled = dict(connections)
    for name, connection in connections.items():
        if isinstance(connection, Mapping) and isinstance(connection.get("connector"), str):
            settings, mistaken = _settings(document, connectors, name, connection)
            filled[name] = {**connection, "settings": settings}
            findings.extend(mistaken)
    return {**document.data, "connections": filled}, findings


def _settings(
    document: Document, connectors: Connectors, name: str, connection: Mapping[str, Any]
) -> tuple[BaseModel | None, list[Finding]]:
    connector: Any = connectors.get(connection["connector"])
    written = connection.get("settings")
    if connector is None or (written is None and connection.get("snapshot") is not None):
        return None, []
    model: type[BaseModel] = getattr(connector, "settings_model", connector)
    key = ("connections", name, "settings")
    if written is not None:
        return _validated(model, written, document, key)
    try:
        return model.model_validate({}), []
    except ValidationError as error:
        needed = ", ".join(f"`{key_of(detail)[0]}`" for detail in error.errors() if detail["type"] == "missing")
        said = f"{connection['connector']} needs {needed}" if needed else error.errors()[0]["msg"].rstrip(".")
        message = f"`{dotted(key)}` is missing: {said}."
        remedy = "Write the settings, or name a `snapshot` to read instead of the live identity provider."
        return None, [document.finding("NP104", key, message, remedy=remedy)]


def _validated(model: type[M], raw: Any, document: Document, below: Key = ()) -> tuple[M | None, list[Finding]]:
    """The model, or None and what is wrong; a number is taken as it is written where text is expected."""
    try:
        return model.model_validate(raw), []
    except ValidationError as error:
        texts = {
            key: document.numbers[*below, *key]
            for detail in error.errors()
            if detail["type"] == "string_type" and (*below, *(key := key_of(detail))) in document.numbers
        }
        if not texts:
            return None, list(mistakes(error, document, model, below))
    for key, text in texts.items():
        raw = _replaced(raw, key, text)
    try:
        return model.model_validate(raw), []
    except ValidationError as error:
        return None, list(mistakes(error, document, model, below))


def _replaced(raw: Any, key: Key, value: Any) -> Any:
    """`raw` with `value` at `key`."""
    if not key:
        return value
    first, *rest = key
    if isinstance(raw, Mapping):
        return {**raw, first: _replaced(raw[str(first)], tuple(rest), value)}
    return [_replaced(item, tuple(rest), value) if index == first else item for index, item in enumerate(raw)]
