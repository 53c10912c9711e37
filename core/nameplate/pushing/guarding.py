"""Guards at push: the stricter of the plan's and the present configuration's, over all pushes of one plan together."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence

from nameplate.config.models import Guards
from nameplate.errors import GuardRefused
from nameplate.planning import GuardVerdict, Plan, Population, judge_guards
from nameplate.plugins import Guard
from nameplate.pushing.options import PushOptions
from nameplate.pushing.pending import ACTIONS

Key = tuple[str, str, str, str]
WAYS_OUT = (
    "Push a part of the plan (--region, --connection, --user, --action, --limit), or, if it is meant, "
    "push with --override {guards} --reason TEXT."
)


def refuse_guarded(
    plan: Plan,
    written: Collection[int],
    chosen: Collection[int],
    guards: Guards,
    plugin_guards: Sequence[tuple[str, Guard]],
    options: PushOptions,
) -> None:
    """Refuse a push that, with what earlier pushes of the plan wrote, goes over a guard that nobody overrode.

    Raises:
        GuardRefused: With the numbers of every guard that doesn't hold, and the ways out.
    """
    whole = frozenset(written) | frozenset(chosen)
    if not chosen:
        return
    changes = (change for change in plan.changes(actions=ACTIONS) if change.id in whole)
    now = judge_guards(changes, guards, population(plan), plugin_guards)
    overridden = frozenset(overrides(plan, options))
    refusing = [row for row in stricter(plan.guards(), now) if not row.holds and row.guard not in overridden]
    if not refusing:
        return
    names = " --override ".join(sorted({row.guard for row in refusing}))
    raise GuardRefused(
        "The push is refused, and nothing was written:\n" + "\n".join(map(sentence, refusing)),
        remedy=WAYS_OUT.format(guards=names),
    )


def stricter(planned: Iterable[GuardVerdict], now: Iterable[GuardVerdict]) -> Iterator[GuardVerdict]:
    """The verdicts of now, each with the smaller allowance of both; then those whose guard isn't there any more.

    A guard of a plugin that was removed can't count again: what it said of the whole plan stands.
    """
    before = {key(row): row for row in planned}
    for row in now:
        old = before.pop(key(row), None)
        if old is not None and old.allowed is not None and (row.allowed is None or old.allowed < row.allowed):
            holds = row.holds and row.actual <= old.allowed
            yield row._replace(allowed=old.allowed, limit=old.limit, holds=holds)
        else:
            yield row
    yield from before.values()


def key(row: GuardVerdict) -> Key:
    """What makes a guard's verdict the same one."""
    return row.guard, row.plugin, row.directory, row.connection


def population(plan: Plan) -> Population:
    """Whom percentages are of, as the preview found them."""
    people: Counter[str] = Counter()
    by_connection: Counter[tuple[str, str]] = Counter()
    for row in plan.summary_rows():
        if row.connection:
            people[row.directory] += row.people
            by_connection[row.directory, row.connection] += row.people
    active = {row.name: row.active for row in plan.directories() if not row.error}
    return Population(active, people, by_connection)


def overrides(plan: Plan, options: PushOptions) -> Iterator[str]:
    """The guards that are overridden: now, or by an earlier push that chose the same, which this one resumes.

    With a limit the same words choose other people once a push has ended, so that only one that was killed is resumed.
    """
    yield from (guard for guard, _ in options.overrides)
    resumable = (push for push in plan.pushes() if options.limit is None or not push.ended_at)
    same = {push.id for push in resumable if push.selection == options.selection}
    yield from (override.guard for override in plan.overrides() if override.push_id in same)


def sentence(row: GuardVerdict) -> str:
    """A verdict in words, with its numbers."""
    where = f"{row.directory}, {row.connection}" if row.connection else row.directory
    if row.allowed is None or row.actual <= row.allowed:
        return f"- {row.guard} in {where}: the guard of the plugin {row.plugin} failed, which refuses."
    share = f", {100 * row.actual / row.out_of:.1f}% of {row.out_of:,}" if row.out_of else ""
    return f"- {row.guard} in {where}: {row.actual:,} with this push{share}; the limit is {row.limit}."
