"""LDAP entries as records: texts by the attributes' usual names, and ids as people know them."""

import base64
import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from nameplate.plugins.fields import Key, parse_path
from nameplate_ldap.fields import FIELDS

NEVER = frozenset({"jpegphoto", "thumbnailphoto", "photo", "usercertificate", "userpassword", "unicodepwd"})
"""Attributes (in lower case) that no rule reads, and that no snapshot should hold."""

Attributes = Mapping[str, Sequence[bytes]]


def attributes_to_ask_for(select: Iterable[str]) -> list[str]:
    """The attributes in which raw paths begin; "*" is every user attribute and all that the fields read.

    `sn` brings `sn;lang-ja;phonetic` too, so options are left away.
    """
    names = {first.key for path in select if path != "*" and isinstance(first := parse_path(path)[0], Key)}
    if "*" in select:
        names |= {"*"} | set(attributes_to_ask_for(path for field in FIELDS.values() for path in field.paths))
    return sorted({name.partition(";")[0] for name in names} - {"dn"}) or ["1.1"]


def record_of(dn: str, attributes: Attributes, spelling: Mapping[str, frozenset[str]]) -> dict[str, Any]:
    """An entry as a record; `spelling` gives attribute names, folded, as fields and rules spell them."""
    record: dict[str, Any] = {"dn": dn}
    for name, values in attributes.items():
        folded = name.casefold()
        if folded.partition(";")[0] not in NEVER:
            texts = [text_of(folded, value) for value in values]
            record.update(dict.fromkeys(spelling.get(folded, (name,)), texts))
    return record


def spellings(select: Iterable[str]) -> dict[str, frozenset[str]]:
    """Attribute names, folded → as the fields and the selected paths spell them."""
    paths = [path for field in FIELDS.values() for path in field.paths]
    named = (parse_path(path)[0] for path in [*paths, *(path for path in select if path != "*")])
    found: dict[str, frozenset[str]] = {}
    for step in named:
        if isinstance(step, Key):
            found[step.key.casefold()] = found.get(step.key.casefold(), frozenset()) | {step.key}
    return found


def text_of(name: str, value: bytes) -> str:
    """A value as text: a GUID in its usual form, whatever isn't UTF-8 as Base64."""
    if name == "objectguid":
        return str(uuid.UUID(bytes_le=value)) if len(value) == 16 else value.hex()  # noqa: PLR2004 -- a GUID's length
    try:
        return value.decode()
    except UnicodeDecodeError:
        return base64.b64encode(value).decode()
