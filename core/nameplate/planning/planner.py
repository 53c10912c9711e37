"""Makes the plan of what was taken in: correlate, draft, order, judge."""

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache

from nameplate.config.models import Config
from nameplate.findings import Finding
from nameplate.model import Action, Progress
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
from nameplate.planning.planfile import PlanWriter, SummaryRow
from nameplate.planning.protection import protector
from nameplate.planning.selection import Selection
from nameplate.planning.staging import Stage
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
        stages = [stage for name, stage in self.intake.stages.items() if not self.intake.directories[name].error]
        unchanged = {}
        for stage in stages:
            with self.clock.timing("comparing", stage.accounts):
                self.progress.start(f"Comparing {stage.name}")
                unchanged[stage.name] = self.match(stage)
        for stage in stages:
            with self.clock.timing("comparing"):
                counts, spared = self.draft(stage, stages, unchanged[stage.name])
                self.progress.finish(f"Comparing {stage.name}")
            self.write(stage, counts, writer)
            self.findings += spared

    def match(self, stage: Stage) -> Counter[int]:
        """Who is who; returns the unchanged by origin."""
        directory = self.config.directories[stage.name]
        unchanged = correlate(stage, directory.precedence)
        hold_contests(stage, directory.precedence, unchanged)
        adopt(stage, anybody=directory.adopt == "any")
        return unchanged

    def draft(self, stage: Stage, stages: Sequence[Stage], unchanged: Counter[int]) -> tuple[Counts, list[Finding]]:
        """Draft every change; returns the unchanged, and warnings about values that were kept."""
        counts: Counts = Counter()
        for origin, people in unchanged.items():
            connection, region = stage.origins.pairs[origin]
            if people and self.selection.takes_origin(connection, region) and not self.selection.users:
                counts[connection, region, Action.UNCHANGED] += people
        spared = draft(stage, self.policy(stage, stages), Drafts(stage, counts))
        return counts, self.spared_findings(stage, spared)

    def policy(self, stage: Stage, stages: Sequence[Stage]) -> Policy:
        """What holds for the directory's changes."""
        directory = self.config.directories[stage.name]
        reads = self.intake.feeding(stage.name)
        doubt = doubts(stage.name, reads) if directory.unmatched == "deactivate" else None
        if doubt:
            self.findings.append(doubt)

        @cache
        def rules(origin: int) -> Rules:
            return self.rules(stage, origin)

        return Policy(
            directory.actions,
            rules,
            frozenset(domain.casefold() for domain in self.config.organization.verified_domains),
            protector(self.config.protected),
            wanted_elsewhere(stage, stages),
            directory.unmatched == "deactivate" and doubt is None,
            any(read.error for read in reads),
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
        for origin, count in stage.people.items():
            people[name] += count
            by_connection[name, stage.origins.pairs[origin][0]] += count
    active = {name: stage.active for name, stage in intake.stages.items() if not intake.directories[name].error}
    return Population(active, people, by_connection)
