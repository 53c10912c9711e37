"""Writes what came out into an examples file, for review; comments and layout stay."""

import os
import tempfile
from collections.abc import Iterable
from io import StringIO
from pathlib import Path
from typing import Any

from nameplate.checking.examples.running import Outcome
from nameplate.findings import Level
from nameplate.model.attributes import ACTIVE, INDEX, NAMES

FILLED_IN = frozenset({"user_name", "email"})
"""Attributes that a new expectation leaves out: their sources are filled in."""


def record(outcomes: Iterable[Outcome]) -> list[Path]:
    """Make the present output what each example expects; the files that changed.

    An example that expects something keeps to those attributes; one that expects nothing gets all that are managed.
    """
    by_file: dict[Path, list[Outcome]] = {}
    for outcome in outcomes:
        if outcome.tried is not None:
            by_file.setdefault(outcome.file.path, []).append(outcome)
    return [path for path, some in by_file.items() if _record(path, some)]


def _record(path: Path, outcomes: list[Outcome]) -> bool:
    from ruamel.yaml import YAML  # noqa: PLC0415 -- only --record needs it
    from ruamel.yaml.util import load_yaml_guess_indent  # noqa: PLC0415

    text = path.read_text("utf-8-sig")
    _, indent, offset = load_yaml_guess_indent(StringIO(text))
    yaml = YAML()
    yaml.width = 10_000
    yaml.preserve_quotes = True
    yaml.indent(mapping=2, sequence=indent or 4, offset=offset if offset is not None else 2)
    document = yaml.load(text)
    changed = [_take(document["examples"][one.example.index], one) for one in outcomes]
    if not any(changed):
        return False
    written = StringIO()
    yaml.dump(document, written)
    _replace(path, written.getvalue())
    return True


def _take(row: Any, outcome: Outcome) -> bool:
    """Put what came out into one example; whether that changes it."""
    example, tried = outcome.example, outcome.tried
    assert tried is not None  # noqa: S101 -- the others were left out
    is_new = not (example.is_judged or example.region or example.findings or example.is_blocked)
    if not outcome.differences and not is_new:
        return False
    mapped = tried.mapped
    if example.region and mapped.region:
        row["region"] = mapped.region
    names = _new_names(outcome) if is_new else (*example.expect, *example.untouched)
    values = {name: mapped.values[INDEX[name]] for name in names}
    expected = {name: _scalar(name, value) for name, value in values.items() if value is not None}
    _put(row, "expect", expected)
    _put(row, "untouched", [name for name, value in values.items() if value is None and not is_new])
    codes = list(dict.fromkeys(found.code for found in mapped.findings))
    errors = [one.code for one in mapped.findings if one.level is Level.ERROR and one.attribute not in expected]
    if example.findings:
        _put(row, "findings", codes)
    elif errors and not mapped.blocked:
        _put(row, "findings", list(dict.fromkeys(errors)))
    if mapped.blocked or example.is_blocked:
        _put(row, "blocked", (codes[0] if codes else True) if mapped.blocked else None)
    return True


def _new_names(outcome: Outcome) -> list[str]:
    given = outcome.example.given or {}
    return [name for name in NAMES[:ACTIVE] if name not in FILLED_IN or "email" in given or "user_name" in given]


def _put(row: Any, key: str, value: Any) -> None:
    """Set a key, changing what stands there in place so that its layout stays; nothing empty is written."""
    if not value:
        row.pop(key, None)
    elif isinstance(value, dict) and key in row:
        for name in [name for name in row[key] if name not in value]:
            del row[key][name]
        for name, text in value.items():
            if row[key].get(name) != text:
                row[key][name] = text
    elif row.get(key) != value:
        row[key] = value


def _scalar(name: str, value: str) -> Any:
    return value == "true" if name == "active" else value


def _replace(path: Path, text: str) -> None:
    """Write the file at once or not at all, with the mode it had."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as out:
            out.write(text)
        Path(name).chmod(path.stat().st_mode & 0o777)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
