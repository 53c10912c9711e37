"""A plan as figures and bars."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from nameplate.model import Action
from nameplate.planning import GuardVerdict, Plan, SummaryRow
from nameplate.reports.labels import HEADINGS, TWINS, attribute_word

SHOWN = tuple(HEADINGS)
"""Actions in the order of a bar; what can hurt comes first."""


@dataclass(frozen=True)
class Segment:
    """A part of a bar: start and width in percent of the whole drawing."""

    kind: str
    count: int
    start: float
    width: float


@dataclass(frozen=True)
class Bar:
    """A line of a chart; `key` is what its link filters by."""

    label: str
    key: str
    total: int
    segments: tuple[Segment, ...]


@dataclass(frozen=True)
class GuardBar:
    """A guard's verdict with how full its limit is, in percent; None where nothing limits it."""

    verdict: GuardVerdict
    full: float | None


def region_bars(plan: Plan) -> list[Bar]:
    """People by region, split by action; unchanged people are left out, since they would hide all others."""
    return bars_of(plan.summary_rows(), lambda row: row.region)


def connection_bars(plan: Plan) -> list[Bar]:
    """People by connection, split by action."""
    return bars_of(plan.summary_rows(), lambda row: row.connection)


def bars_of(rows: Iterable[SummaryRow], name: Callable[[SummaryRow], str]) -> list[Bar]:
    """A bar for each name, the longest first."""
    counts: dict[str, dict[str, int]] = defaultdict(lambda: dict.fromkeys(SHOWN, 0))
    for row in rows:
        if row.action != Action.UNCHANGED:
            counts[name(row)][row.action] += row.people
    longest = max((sum(parts.values()) for parts in counts.values()), default=0)
    bars = [bar(key, parts, longest) for key, parts in counts.items() if any(parts.values())]
    return sorted(bars, key=lambda one: (-one.total, one.label))


def bar(key: str, parts: Mapping[str, int], longest: int) -> Bar:
    """One bar; `longest` people fill the drawing."""
    segments, start = [], 0.0
    for kind, count in parts.items():
        if count:
            width = 100 * count / longest
            segments.append(Segment(str(kind), count, round(start, 3), round(width, 3)))
            start += width
    return Bar(key or "(none)", key or "-", sum(parts.values()), tuple(segments))


def attribute_bars(plan: Plan) -> list[Bar]:
    """Changes by attribute, twins once, the most frequent first."""
    counts: dict[str, int] = defaultdict(int)
    for path, count in plan.attribute_counts().items():
        counts[TWINS.get(path, path)] = max(counts[TWINS.get(path, path)], count)
    longest = max(counts.values(), default=0)
    found = [bar(path, {"attribute": count}, longest) for path, count in counts.items()]
    named = [Bar(attribute_word(one.key), one.key, one.total, one.segments) for one in found]
    return sorted(named, key=lambda one: (-one.total, one.label))


def guard_bars(plan: Plan) -> list[GuardBar]:
    """Each guard; those that refuse first."""
    bars = [GuardBar(verdict, fullness(verdict)) for verdict in plan.guards()]
    return sorted(bars, key=lambda one: one.verdict.holds)


def fullness(verdict: GuardVerdict) -> float | None:
    """How much of the limit is used, in percent, at most 100."""
    if verdict.allowed is None:
        return None
    return min(100.0, 100 * verdict.actual / verdict.allowed) if verdict.allowed else 100.0 * bool(verdict.actual)
