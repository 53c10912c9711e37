"""Secrets that stand in the file."""

from collections.abc import Iterator, Mapping
from typing import Any

from nameplate.config.document import Document, Key
from nameplate.config.mistakes import written_down
from nameplate.config.secrets import SECRET_NAME, looks_like_key
from nameplate.findings import Finding


def check_secrets(document: Document, _connectors: Mapping[str, Any]) -> Iterator[Finding]:
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
