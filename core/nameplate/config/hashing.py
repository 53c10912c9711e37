"""A fingerprint of what a configuration means."""

import hashlib
import json
import os
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from nameplate.config.models import Config


def config_hash(config: Config) -> str:
    """SHA-256 in hex, of the configuration's meaning and the exceptions file.

    Comments, the order of keys, and the folder that the whole stands in don't count; neither does a secret's value,
    only its name.
    """
    plain = partial(_plain, root=config.root)
    meaning = json.dumps(config.model_dump(), sort_keys=True, ensure_ascii=False, default=plain)
    digest = hashlib.sha256(meaning.encode())
    if config.exceptions is not None:
        digest.update(b"\0exceptions\0")
        digest.update(_content(config.exceptions))
    return digest.hexdigest()


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""


def _plain(value: Any, *, root: Path) -> Any:
    """What JSON can't say by itself."""
    match value:
        case Path():
            return _relative(value, root)
        case timedelta():
            return value.total_seconds()
        case set() | frozenset():
            return sorted(value, key=str)
    return str(value)


def _relative(path: Path, root: Path) -> str:
    try:
        return Path(os.path.relpath(path, root)).as_posix()
    except ValueError:  # another drive, on Windows
        return path.as_posix()
