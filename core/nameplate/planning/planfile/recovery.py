"""Rolls back what a process that was killed in the middle of a write left behind."""

import sqlite3
from contextlib import closing
from pathlib import Path


def recover(path: Path) -> None:
    """Let SQLite roll a plan file back where its journal is left over; whoever opens it for reading only can't.

    A file without a left-over journal is not opened, and what is no plan file is left for `open_plan` to tell.
    """
    if not path.with_name(f"{path.name}-journal").is_file():
        return
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, timeout=60)) as database:
            database.execute("select count(*) from sqlite_master").fetchone()
    except sqlite3.Error:
        return
