"""Makes the plan of what was taken in: correlate, draft, order, judge."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache

from nameplate.config.models import Config
from nameplate.findings import Finding
from nameplate.model import Action, Progress, address_key
from nameplate.model.attributes import DISPLAY_NAME
from nameplate.planning.adoption import adopt
from nameplate.planning.clock import Clock
from nameplate.planning.compare import Rules
from nameplate.planning.completeness import doubts
from nameplate.planning.contests import hold_contests
from nameplate.planning.correlate import correlate
from nameplate.planning.drafting import Drafts, Policy, draft
from nameplate.planning.elsewhere import wanted_elsewhere
from nameplate.planning.guards import Population, Tally
from nameplate.planning.intake import Intake
from nameplate.planning.ordering import ordered
from nameplate.planning.parts import Mapper
from nameplate.planning.planfile import Plan, PlanWriter, SummaryRow
from nameplate.planning.protection import protector
from nameplate.planning.selection import Selection
from nameplate.planning.staging import Stage
from nameplate.planning.undo import draft_undo
from nameplate.planning.unselected import unread_attributes, unselected_finding

Counts = Counter[tuple[str, str, Action]]
"""(connection, region, action) → people."""


class Planner:
    """Plans one directory after another; those that were not listed are left out.

    Args:
        tally: Counts for the guards.
    """

    def __init__(
        self,
        config: Config,
        mapper: Mapper,
        intake: Intake,
        selection: Selection,
        tally: Tally,
        clock: Clock,
        progress: Progress,
    ) -> None:
        self.config = config
        self.mapper = mapper
        self.intake = intake
        self.selection = selection
        self.tally = tally
        self.clock = clock
        self.progress = progress
        self.findings: list[Finding] = []
        self._next_id = 1

    def plan(self, writer: PlanWriter) -> None:
        """Write the changes and the summary of every directory that was listed."""
        stages = self.listed()
        unchanged = {}
        for stage in stages:
            with self.comparing(stage, stage.accounts):
                unchanged[stage.name] = self.match(stage)
        for stage in stages:
            with self.comparing(stage):
                doubt = self.doubt(stage)
                counts, spared = self.draft(stage, self.policy(stage, stages, doubt), unchanged[stage.name])
            self.write(stage, counts, writer)
            self.findings += [*filter(None, [doubt]), *spared]

    def plan_undo(self, pushed: Plan, writer: PlanWriter) -> None:
        """Write what takes back the changes that `pushed` made."""
        stages = self.listed()
        for stage in stages:
            with self.comparing(stage, stage.accounts):
                counts: Counts = Counter()
                draft_undo(stage, pushed, self.policy(stage, stages), Drafts(stage, counts))
            self.write(stage, counts, writer)

    def listed(self) -> list[Stage]:
        """The stages of the directories that were listed to their end."""
        return [stage for name, stage in self.intake.stages.items() if not self.intake.directories[name].error]

    @contextmanager
    def comparing(self, stage: Stage, accounts: int = 0) -> Iterator[None]:
        """Tell of a comparison, and measure it."""
        task = f"Comparing {stage.name}"
        self.progress.start(task)
        with self.clock.timing("comparing", accounts):
            yield
        self.progress.finish(task)

    def match(self, stage: Stage) -> Counter[int]:
        """Who is who; returns the unchanged by origin."""
        directory = self.config.directories[stage.name]
        unchanged = correlate(stage, directory.precedence)
        hold_contests(stage, directory.precedence, unchanged)
        adopt(stage, anybody=directory.adopt == "any")
        return unchanged

    def doubt(self, stage: Stage) -> Finding | None:
        """Why no unmatched account is deactivated, where the directory wants that."""
        if self.config.directories[stage.name].unmatched != "deactivate":
            return None
        return doubts(stage.name, self.intake.feeding(stage.name))

    def draft(self, stage: Stage, policy: Policy, unchanged: Counter[int]) -> tuple[Counts, list[Finding]]:
        """Draft every change; returns the unchanged, and warnings about values that were kept."""
        counts: Counts = Counter()
        for origin, people in unchanged.items():
            connection, region = stage.origins.pairs[origin]
            if people and self.selection.takes_origin(connection, region) and not self.selection.users:
                counts[connection, region, Action.UNCHANGED] += people
        spared = draft(stage, policy, Drafts(stage, counts))
        return counts, self.spared_findings(stage, spared)

    def policy(self, stage: Stage, stages: Sequence[Stage], doubt: Finding | None = None) -> Policy:
        """What holds for the directory's changes."""
        directory = self.config.directories[stage.name]

        @cache
        def rules(origin: int) -> Rules:
            return self.rules(stage, origin)

        return Policy(
            directory.actions,
            rules,
            frozenset(map(address_key, self.config.organization.verified_domains)),
            protector(self.config.protected),
            wanted_elsewhere(stage, stages),
            directory.unmatched == "deactivate" and doubt is None,
            any(read.error for read in self.intake.feeding(stage.name)),
            self.selection,
        )

    def rules(self, stage: Stage, origin: int) -> Rules:
        """How the people of one connection's region are compared."""
        connection, region = stage.origins.pairs[origin]
        directory = self.config.directories[stage.name]
        if not region:
            return Rules(attributes_in=directory.attributes_in)
        return Rules(
            self.mapper.addresses(connection, region),
            directory.attributes_in,
            directory.names != "independent" and self.mapper.managed(connection, region)[DISPLAY_NAME],
            frozenset(unread_attributes(self.mapper, connection, region, self.intake.unselected[connection])),
        )

    def spared_findings(self, stage: Stage, spared: Counter[tuple[int, int]]) -> list[Finding]:
        """One warning for each connection and key that was probably not selected."""
        people: Counter[tuple[str, str]] = Counter()
        for (origin, index), count in spared.items():
            connection, region = stage.origins.pairs[origin]
            unread = unread_attributes(self.mapper, connection, region, self.intake.unselected[connection])
            people.update(dict.fromkeys(((connection, key) for key in unread[index]), count))
        return [unselected_finding(*key, count) for key, count in sorted(people.items())]

    def write(self, stage: Stage, counts: Counts, writer: PlanWriter) -> None:
        """Write the directory's changes in their order, feeding the guards."""
        task = f"Writing {stage.name}"
        self.progress.start(task)
        with self.clock.timing("writing"):
            for change in ordered(stage, self._next_id, counts):
                self.tally.add(change)
                writer.change(change)
                self._next_id = change.id + 1
        self.clock.add("writing", 0.0, sum(counts.values()))
        self.progress.finish(task)
        writer.summary(summary_rows(stage.name, counts))


def summary_rows(directory: str, counts: Counts) -> Iterator[SummaryRow]:
    """The counts in order."""
    for (connection, region, action), people in sorted(counts.items()):
        if people:
            yield SummaryRow(directory, connection, region, action.value, people)


def population(intake: Intake) -> Population:
    """Whom the guards' percentages are of."""
    people: Counter[str] = Counter()
    by_connection: Counter[tuple[str, str]] = Counter()
    for name, stage in intake.stages.items():
        for origin, count in (stage.plain + stage.remarkable).items():
            people[name] += count
            by_connection[name, stage.origins.pairs[origin][0]] += count
    active = {name: stage.active for name, stage in intake.stages.items() if not intake.directories[name].error}
    return Population(active, people, by_connection)
