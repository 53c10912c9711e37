"""The digest over what a plan decided: an edit is found when the file is opened."""

import hashlib
import sqlite3

import msgspec

from nameplate.planning.planfile.schema import DECIDED

ROWS_AT_ONCE = 1000


def digest(database: sqlite3.Connection) -> str:
    """SHA-256 (hex) over every decided row, as JSON lines, query by query."""
    total = hashlib.sha256()
    encode = msgspec.json.Encoder().encode_lines
    for query in DECIDED:
        total.update(query.encode())
        total.update(b"\n")
        cursor = database.execute(query)
        while rows := cursor.fetchmany(ROWS_AT_ONCE):
            total.update(encode(rows))
    return total.hexdigest()
