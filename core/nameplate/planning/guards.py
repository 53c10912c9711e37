"""Guards: limits on a whole plan, judged on what would be done, blocked people aside."""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from nameplate.config.models import Guards
from nameplate.findings import Finding, finding
from nameplate.model import WRITES, Action, Change
from nameplate.planning.planfile import GuardVerdict
from nameplate.planning.protection import READDRESSING
from nameplate.plugins import Guard, Limit

RETOUCHING = frozenset({"displayName", "nickName"})
CHANGING = frozenset({Action.UPDATE, Action.REACTIVATE})


def touches(paths: frozenset[str]) -> Callable[[Change], bool]:
    """Whether a change gives an account, which is there already, another value at one of `paths`."""
    return lambda change: change.action in CHANGING and any(row.path in paths for row in change.attributes)


def does(action: Action) -> Callable[[Change], bool]:
    """Whether a change is that action."""
    return lambda change: change.action is action


def clears(change: Change) -> bool:
    """Whether a change empties an attribute."""
    return change.action in CHANGING and any(row.before and not row.after for row in change.attributes)


PER_CONNECTION = "deactivations_per_connection"
BUILT_IN: Mapping[str, Callable[[Change], bool]] = {
    "deactivations": does(Action.DEACTIVATE),
    PER_CONNECTION: does(Action.DEACTIVATE),
    "display_names": touches(RETOUCHING),
    "emails": touches(READDRESSING),
    "creations": does(Action.CREATE),
    "reactivations": does(Action.REACTIVATE),
    "clears": clears,
}


@dataclass(frozen=True)
class Population:
    """Whom percentages are of: active accounts and the plan's people, by directory; people by connection."""

    active: Mapping[str, int]
    people: Mapping[str, int]
    by_connection: Mapping[tuple[str, str], int]
    """(directory, connection) → people."""

    def of(self, directory: str) -> int:
        """The directory's active accounts, or of none the plan's people."""
        return self.active.get(directory, 0) or self.people.get(directory, 0)


class Tally:
    """Counts, change by change, what each guard looks at.

    Args:
        plugin_guards: (plugin, guard) pairs; a guard that raises refuses the plan.
    """

    def __init__(self, plugin_guards: Sequence[tuple[str, Guard]] = ()) -> None:
        self.plugin_guards = tuple(plugin_guards)
        self.counts: Counter[tuple[str, str, str, str]] = Counter()
        """(guard, plugin, directory, connection) → changes; the connection only for guards on one."""
        self.broken: dict[tuple[str, str], str] = {}
        """(guard, plugin) → what it raised."""

    def add(self, change: Change) -> None:
        """Count a change, if it would write."""
        if change.action not in WRITES:
            return
        for name, counts in BUILT_IN.items():
            if counts(change):
                self.counts[name, "", change.directory, change.connection if name == PER_CONNECTION else ""] += 1
        for plugin, guard in self.plugin_guards:
            try:
                counted = bool(guard.counts(change))
            except Exception as error:  # noqa: BLE001 -- whatever a plugin raises refuses the plan
                self.broken.setdefault((guard.name, plugin), f"{type(error).__name__}: {error}")
            else:
                self.counts[guard.name, plugin, change.directory, ""] += counted


def judge(tally: Tally, guards: Guards, population: Population) -> tuple[GuardVerdict, ...]:
    """The verdict of every guard on every directory, and on every connection where it is a guard on one."""
    verdicts = []
    for directory in sorted(population.active):
        whole = population.of(directory)
        for name in BUILT_IN:
            limit = getattr(guards, name)
            bound = Limit(limit.percent, limit.count, limit.floor or 0)
            if name != PER_CONNECTION:
                verdicts.append(verdict(name, "", directory, "", tally, bound, whole))
                continue
            for (fed, connection), people in sorted(population.by_connection.items()):
                if fed == directory:
                    verdicts.append(verdict(name, "", directory, connection, tally, bound, people))
        verdicts += [
            verdict(guard.name, plugin, directory, "", tally, guard.limit, whole)
            for plugin, guard in tally.plugin_guards
        ]
    return tuple(verdicts)


def judge_guards(
    changes: Iterable[Change],
    guards: Guards,
    population: Population,
    plugin_guards: Sequence[tuple[str, Guard]] = (),
) -> tuple[GuardVerdict, ...]:
    """The verdicts on `changes`: for a push, those it has applied already and those it would apply now."""
    tally = Tally(plugin_guards)
    for change in changes:
        tally.add(change)
    return judge(tally, guards, population)


def verdict(
    name: str, plugin: str, directory: str, connection: str, tally: Tally, limit: Limit, out_of: int
) -> GuardVerdict:
    """One guard's verdict; one that is broken doesn't hold."""
    actual = tally.counts[name, plugin, directory, connection]
    allowed = allowance(limit, out_of)
    broken = (name, plugin) in tally.broken
    holds = not broken and (allowed is None or actual <= allowed)
    return GuardVerdict(
        name,
        directory,
        actual,
        out_of,
        in_words(limit, out_of, allowed),
        holds,
        plugin,
        connection,
        limit.percent,
        limit.count,
        limit.floor,
        allowed,
    )


def allowance(limit: Limit, out_of: int) -> int | None:
    """How many changes a limit lets pass: the smaller of count and percent, but always fewer than the floor."""
    bounds = [] if limit.count is None else [limit.count]
    if limit.percent is not None:
        bounds.append(math.floor(limit.percent * out_of / 100 + 1e-9))
    return max(min(bounds), limit.floor - 1) if bounds else None


def in_words(limit: Limit, out_of: int, allowed: int | None) -> str:
    """The limit for people: `20 (2% of 1,000, at most 200)`."""
    if allowed is None:
        return "none"
    parts = []
    if limit.percent is not None:
        parts.append(f"{limit.percent:g}% of {out_of:,}")
    if limit.count is not None:
        parts.append(f"at most {limit.count:,}")
    if limit.floor:
        parts.append(f"from {limit.floor:,} on")
    return f"{allowed:,} ({', '.join(parts)})"


def guard_findings(verdicts: Iterable[GuardVerdict], tally: Tally) -> tuple[Finding, ...]:
    """One finding for each guard that doesn't hold, with the numbers and the ways out, and for each broken one."""
    findings = [
        finding("NP901", f"the guard {name} of {plugin} failed ({raised}); it refuses the plan", plugin=plugin)
        for (name, plugin), raised in tally.broken.items()
    ]
    for row in verdicts:
        if row.holds or (row.guard, row.plugin) in tally.broken:
            continue
        where = f"{row.directory}, {row.connection}" if row.connection else row.directory
        findings.append(
            finding(
                "NP512",
                f"{row.guard} in {where}: {row.actual:,} would be done, the limit is {row.limit}",
                remedy="Push a part of the plan (--region, --connection, --limit), raise the limit under `guards`, or "
                f"push with --override {row.guard} --reason TEXT.",
                plugin=row.plugin,
            )
        )
    return tuple(findings)
