"""The command that pushes what is shown, or some of it first; pushing itself stays in the terminal."""

import shlex
from collections.abc import Sequence
from dataclasses import dataclass

from nameplate.model import WRITES, Change
from nameplate.web.review.wanted import NONE, Wanted

OPTIONS = {"region": "--region", "connection": "--connection", "user": "--user", "action": "--action"}
"""Key of an address → option of `nameplate push`."""
MOST_PEOPLE = 50
"""People that a command names one by one."""
BEYOND = {"q": "the search", "attribute": "the attribute", "code": "the finding", "directory": "the directory"}
"""Filters that `nameplate push` doesn't have."""


@dataclass(frozen=True)
class Command:
    """What to type; `remark` says how it differs from what is shown, or why there is none."""

    text: str
    remark: str = ""


def command(call: Sequence[str], file: str, wanted: Wanted, *, limit: int = 0) -> Command:
    """The command for the filters, as far as push knows them.

    Args:
        call: How nameplate is called, with its configuration.
        file: The plan's path.
        wanted: The filters.
        limit: At most so many people; 0 for all.
    """
    beyond = [BEYOND[key] for key in BEYOND if key in wanted.chosen]
    if NONE in (*wanted.chosen.get("region", ()), *wanted.chosen.get("connection", ())):
        beyond.append("people without a region or connection")
    if beyond:
        names = " and ".join(beyond)
        return Command("", f"Push knows nothing of {names}: choose people one by one, or take that filter out.")
    words = [*call, "push", file]
    for key, option in OPTIONS.items():
        writes = [value for value in wanted.chosen.get(key, ()) if key != "action" or value in WRITES]
        words += [word for value in writes for word in (option, value)]
    if "action" in wanted.chosen and not any(action in WRITES for action in wanted.chosen["action"]):
        return Command("", "A push would do nothing for these people: they are blocked or unchanged.")
    if limit:
        words += ["--limit", str(limit)]
    return Command(shlex.join(words))


def command_for(call: Sequence[str], file: str, people: Sequence[Change]) -> Command:
    """The command for people who were chosen one by one."""
    names = [name_of(change) for change in people if change.action in WRITES][:MOST_PEOPLE]
    if not names:
        return Command("", "A push would do nothing for these people: they are blocked or unchanged.")
    words = [*call, "push", file, *(word for name in names for word in ("--user", name))]
    left = sum(change.action not in WRITES for change in people)
    return Command(shlex.join(words), f"{left} of them would not be pushed: blocked or unchanged." if left else "")


def name_of(change: Change) -> str:
    """The word by which push finds a change."""
    return change.user_name or change.source_id or change.account_id
