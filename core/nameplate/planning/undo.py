"""Undoes a pushed plan: what it wrote and what is still as it wrote it."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import msgspec

from nameplate.errors import PlanError
from nameplate.findings import Finding, finding
from nameplate.model import ATTRIBUTES, Account, Action, AttributeChange, BadRecord, Change, Needs, SourceUser, Values
from nameplate.planning.decide import DEACTIVATION, Decision, Person, permitted
from nameplate.planning.drafting import Drafts, Policy, account_of, change_of, refuse
from nameplate.planning.parts import Mapped, Mapper, Rule
from nameplate.planning.planfile import Attempt, Outcome, Plan
from nameplate.planning.staging import Stage

ACCOUNT = """
select n, account_id, external_id, atlassian_id, payload, twins, whole, display_name from existing where account_id = ?
"""
INDEXES = """
create index if not exists existing_account_id on existing(account_id);
create index if not exists desired_source_id on desired(source_id)
"""
NOTHING: Values = (None,) * len(ATTRIBUTES)
PLACES = {attribute.path: index for index, attribute in enumerate(ATTRIBUTES)}
TWINS = {attribute.enterprise: f"enterprise_{attribute.name}" for attribute in ATTRIBUTES if attribute.enterprise}
NEVER_EMPTY = frozenset({"userName", "emails"})


class MappedSource(msgspec.Struct, frozen=True, gc=False):
    """A person without a payload: an undo asks only who they are and whether they are active."""

    source_id: str
    person: str
    user_name: str
    email: str
    active: bool | None
    region: str = ""
    excluded: bool = False
    values: Values = NOTHING
    blocked: bool = True
    findings: tuple[Finding, ...] = ()
    chosen: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class SourceMapper:
    """Stands in for the mapper during an undo; every attribute counts as managed, so that all are looked at."""

    mapper: Mapper

    @property
    def needs(self) -> Mapping[str, Needs]:
        """Those of the mappings."""
        return self.mapper.needs

    @property
    def mappings_hash(self) -> str:
        """That of the mappings."""
        return self.mapper.mappings_hash

    def map_all(
        self,
        people: Sequence[SourceUser | BadRecord],
        connection: str,  # noqa: ARG002 -- the mapper's signature
    ) -> Sequence[Mapped]:
        """The people as the source has them."""
        return [MappedSource(one.id, one.person, one.user_name, one.email, one.active) for one in people]

    def managed(self, connection: str, region: str) -> Sequence[bool]:  # noqa: ARG002
        """All of them."""
        return (True,) * len(ATTRIBUTES)

    def addresses(self, connection: str, region: str) -> Sequence[str]:  # noqa: ARG002
        """No rule is at work."""
        return ("",) * len(ATTRIBUTES)

    def rule(self, connection: str, region: str, attribute: str) -> Rule | None:  # noqa: ARG002
        """No rule is at work."""
        return None

    def notes(self) -> tuple[Finding, ...]:
        """Nothing to say."""
        return ()


def check_same_directories(pushed: Plan, addresses: Mapping[str, str]) -> None:
    """Refuse to undo a push in another directory, or a plan that was never pushed.

    Raises:
        PlanError: It was another directory, or nothing was pushed.
    """
    if not pushed.pushes():
        raise PlanError(f"{pushed.path} was never pushed: there is nothing to undo.")
    for row in pushed.directories():
        if addresses.get(row.name) != row.address:
            raise PlanError(
                f"{pushed.path} was pushed to {row.name} at {row.address}, which the configuration doesn't have.",
                remedy="Undo with the configuration that it was pushed with.",
            )


def draft_undo(stage: Stage, pushed: Plan, policy: Policy, drafts: Drafts) -> None:
    """Draft what takes back each change of the directory that the push made."""
    stage.script(INDEXES)
    for change in pushed.changes(directory=stage.name):
        account_id = written_account(change, list(pushed.attempts(change.id)))
        if not account_id:
            continue
        row = stage.execute(ACCOUNT, (account_id,)).fetchone()
        account = account_of(stage, row[1:]) if row else None
        decision = permitted(take_back(change, account, is_active(stage, change.source_id)), policy.actions)
        person = Person(
            change.source_id,
            change.connection,
            change.region,
            change.person,
            NOTHING,
            active=None,
            addresses=tuple(dict.fromkeys((*change.addresses, *addresses_of(account)))),
        )
        undone = change_of(stage.name, person, account, refuse(decision, person.addresses, account, policy))
        if policy.selection.takes(undone):
            drafts.add(undone, row[0] if row else None)
    drafts.flush()


def written_account(change: Change, attempts: Collection[Attempt]) -> str:
    """The id of the account that a push wrote for this change; "" where it wrote nothing.

    An account that was as planned before anything was sent was not written, unless an earlier attempt went without an
    answer.
    """
    outcomes = {attempt.outcome for attempt in attempts}
    unanswered = any(attempt.sent_at and not attempt.status for attempt in attempts)
    if Outcome.APPLIED in outcomes or (Outcome.ALREADY in outcomes and unanswered):
        made = next((attempt.account_id for attempt in attempts if attempt.account_id), "")
        return change.account_id or made
    return ""


def is_active(stage: Stage, source_id: str) -> bool:
    """Whether the person is active at their identity provider now."""
    query = "select 1 from desired where source_id = ? and source_id <> '' and active = 1 and kind < 2"
    return stage.execute(query, (source_id,)).fetchone() is not None


def addresses_of(account: Account | None) -> Iterator[str]:
    """The account's addresses, case-folded."""
    if account is not None:
        yield from filter(None, (account.user_name.casefold(), account.email.casefold()))


def take_back(change: Change, account: Account | None, active_now: bool) -> Decision:  # noqa: FBT001 -- a fact
    """The decision that takes back `change` as far as the account is still as the push left it."""
    if account is None:
        return Decision(Action.UNCHANGED, (), (moved("the account is not in the directory any more"),))
    if change.action is Action.CREATE:
        if not account.active:
            return Decision(Action.UNCHANGED, (), (moved("the account is inactive already"),))
        return Decision(Action.DEACTIVATE, (DEACTIVATION,))
    rows: list[AttributeChange] = []
    notes: list[Finding] = []
    for row in change.attributes:
        if why := why_not(row, held(account, row.path), active_now=active_now):
            notes.append(moved(why))
        else:
            rows.append(AttributeChange(row.path, row.after, row.before))
    return Decision(action_of(rows), tuple(rows), tuple(notes))


def held(account: Account, path: str) -> str:
    """What the account holds at a plan's path."""
    if path == "externalId":
        return account.external_id
    if path in TWINS:
        value: str = getattr(account, TWINS[path])
        return value
    return account.values[PLACES[path]] or ""


def why_not(row: AttributeChange, value: str, *, active_now: bool) -> str:
    """Why a row is not taken back; "" if it is."""
    if value != row.after:
        return f"{row.path} was written as {row.after!r} and is now {value!r}"
    if row.path in NEVER_EMPTY and not row.before:
        return f"{row.path} can't be emptied"
    if row.path == "active" and row.before == "true" and not active_now:
        return "the person is not active at the identity provider, so the account stays inactive"
    return ""


def action_of(rows: Sequence[AttributeChange]) -> Action:
    """What the rows come to."""
    active = next((row.after for row in rows if row.path == "active"), "")
    if active:
        return Action.REACTIVATE if active == "true" else Action.DEACTIVATE
    return Action.UPDATE if rows else Action.UNCHANGED


def moved(why: str) -> Finding:
    """The note on what is not undone."""
    return finding("NP519", why)
