"""Drafts a change for every candidate and every unmatched account; they lie on disk until they are ordered."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import msgspec

from nameplate.findings import finding
from nameplate.model import WRITES, Account, Action, Change, Identity, address_key
from nameplate.model.attributes import INDEX
from nameplate.planning.compare import Rules
from nameplate.planning.decide import DEACTIVATION, Case, Decision, Person, decide
from nameplate.planning.domains import domain_finding
from nameplate.planning.elsewhere import TURNS, Elsewhere, elsewhere_finding
from nameplate.planning.protection import protection_finding
from nameplate.planning.selection import Selection
from nameplate.planning.staged_rows import Kind, Remarks, decode_findings, decode_remarks
from nameplate.planning.staging import Fate, Stage

SCHEMA = """
create table draft(
    id integer primary key, wave integer default 0, unmatched integer, connection text, region text, user_name text,
    source_id text, account_id text, change blob
);
create table claim(kind integer, key text, draft integer, account integer);
create table release(kind integer, account integer, draft integer, primary key(kind, account)) without rowid;
"""
CANDIDATES = """
select c.account, c.adopted, c.fate, c.remarks,
    d.source_id, d.origin, d.kind, d.active, d.user_name, d.email, d.payload, d.person, d.addresses, d.remarks,
    e.account_id, e.external_id, e.atlassian_id, e.payload, e.twins, e.whole, e.display_name
from candidate c join desired d on d.n = c.n left join existing e on e.n = c.account order by c.n
"""
UNMATCHED = """
select f.n, f.remarks, e.account_id, e.external_id, e.atlassian_id, e.payload, e.twins, e.whole, e.display_name
from free f join existing e on e.n = f.n order by f.n
"""
BATCH = 2000
CLAIMS = {"userName": 0, "emails": 1}

encode_change = msgspec.msgpack.Encoder().encode
decode_change = msgspec.msgpack.Decoder(Change).decode


@dataclass(frozen=True)
class Policy:
    """What holds for a directory's changes.

    `rules` are by origin. `why_not` says why no unmatched account is deactivated, None where they are; `hidden`:
    unmatched accounts may be those of a connection that failed, and are only counted.
    """

    actions: tuple[str, ...]
    rules: Callable[[int], Rules]
    verified_domains: frozenset[str]
    protected: Callable[[Iterable[str]], str]
    elsewhere: Elsewhere
    deactivate_unmatched: bool = False
    hidden: bool = False
    selection: Selection = field(default_factory=Selection)


class Drafts:
    """Collects drafts, who claims and releases which address, and counts."""

    def __init__(self, stage: Stage, counts: Counter[tuple[str, str, Action]]) -> None:
        self._stage = stage
        self._drafts: list[tuple[Any, ...]] = []
        self._claims: list[tuple[Any, ...]] = []
        self._releases: list[tuple[Any, ...]] = []
        self._last = 0
        self.counts = counts
        stage.script(SCHEMA)

    def add(self, change: Change, account: int | None) -> None:
        """Keep a change, unless there is nothing to tell about it."""
        if change.action is Action.UNCHANGED and not change.findings:
            self.counts[change.connection, change.region, change.action] += 1
            return
        self._last += 1
        self._drafts.append(
            (
                self._last,
                int(not change.connection),
                change.connection,
                change.region,
                change.user_name.casefold(),
                change.source_id,
                change.account_id,
                encode_change(change),
            )
        )
        if change.action in WRITES:
            for row in change.attributes:
                kind = CLAIMS.get(row.path)
                if kind is not None:
                    self._claims.append((kind, address_key(row.after), self._last, account))
                    if row.before and account is not None:
                        self._releases.append((kind, account, self._last))
        if len(self._drafts) >= BATCH:
            self.flush()

    def flush(self) -> None:
        """Write what was collected."""
        many = self._stage.database.executemany
        many(
            "insert into draft(id, unmatched, connection, region, user_name, source_id, account_id, change) "
            "values(?,?,?,?,?,?,?,?)",
            self._drafts,
        )
        many("insert into claim values(?,?,?,?)", self._claims)
        many("insert into release values(?,?,?)", self._releases)
        self._drafts.clear()
        self._claims.clear()
        self._releases.clear()


def draft(stage: Stage, policy: Policy, drafts: Drafts) -> Counter[tuple[int, int]]:
    """Draft everything; returns how often a value (origin, attribute index) was kept since its key was not selected."""
    spared: Counter[tuple[int, int]] = Counter()
    for case, origin, account_row in cases(stage):
        person, account = case.person, case.account
        rules = policy.rules(origin)
        decision = decide(case, rules, policy.actions)
        spared.update((origin, index) for index in decision.spared)
        change = change_of(stage.name, person, account, refuse(decision, person.addresses, account, policy))
        if policy.selection.takes(change):
            drafts.add(change, account_row)
    for change, account_row in unmatched(stage, policy):
        if policy.selection.takes(change):
            drafts.add(change, account_row)
    drafts.flush()
    return spared


def cases(stage: Stage) -> Iterator[tuple[Case, int, int | None]]:
    """Every candidate as a case, with their origin and the row of their account; people out of scope are left out."""
    for account_row, adopted, fate, doubts, *columns in stage.execute(CANDIDATES):
        kind, origin = columns[2], columns[1]
        if kind == Kind.OUT:
            continue
        account = None if account_row is None else account_of(stage, columns[10:])
        case = Case(
            person_of(stage, columns[:10], account),
            account,
            bool(adopted),
            fate == Fate.LOST,
            fate == Fate.REFUSED,
            decode_findings(doubts) if doubts else (),
        )
        yield case, origin, account_row


def person_of(stage: Stage, row: Sequence[Any], account: Account | None) -> Person:
    """The person in the columns from `source_id` to `remarks`."""
    source_id, origin, kind, active, user_name, email, payload, name, more, blob = row
    own = f"{user_name or ''}\n{email or ''}\n{more or ''}".split("\n")
    current = () if account is None else (account.user_name.casefold(), account.email.casefold())
    remarks = decode_remarks(blob) if blob else Remarks()
    connection, region = stage.origins.pairs[origin]
    return Person(
        source_id,
        connection,
        region,
        name,
        stage.projection.values(payload),
        None if active is None else bool(active),
        kind == Kind.BLOCKED,
        tuple(dict.fromkeys(address for address in (*own, *current) if address)),
        remarks.findings,
        remarks.chosen,
    )


def account_of(stage: Stage, row: Sequence[Any]) -> Account:
    """The account in the columns from `account_id` on."""
    account_id, external_id, atlassian_id, payload, twins, whole, display_name = row
    return stage.projection.account(
        payload,
        twins,
        whole,
        account_id=account_id,
        external_id=external_id,
        atlassian_id=atlassian_id,
        display_name=display_name,
    )


def unmatched(stage: Stage, policy: Policy) -> Iterator[tuple[Change, int]]:
    """Every account that matches nobody, with its row."""
    for number, doubts, *row in stage.execute(UNMATCHED):
        account = account_of(stage, row)
        remarks = decode_findings(doubts) if doubts else ()
        decision = Decision(Action.UNCHANGED)
        if remarks:
            decision = Decision(Action.UNCHANGED, (), remarks)
        elif account.active and not policy.hidden:
            decision = leave(policy)
        addresses = tuple(dict.fromkeys(filter(None, (account.user_name.casefold(), account.email.casefold()))))
        person = Person("", "", "", account.person, account.values, active=None, addresses=addresses)
        yield change_of(stage.name, person, account, refuse(decision, addresses, account, policy)), number


def leave(policy: Policy) -> Decision:
    """The decision on an active account that matches nobody."""
    if not policy.deactivate_unmatched:
        return Decision(Action.UNCHANGED, (), (NOBODY,))
    if Action.DEACTIVATE.value not in policy.actions:
        off = finding("NP517", "the directory's actions leave out deactivate", remedy="See `actions` of the directory.")
        return Decision(Action.UNCHANGED, (), (NOBODY, off))
    return Decision(Action.DEACTIVATE, (DEACTIVATION,), (NOBODY,))


NOBODY = finding("NP510", "no person of any connection matches this account")


def refuse(decision: Decision, addresses: tuple[str, ...], account: Account | None, policy: Policy) -> Decision:
    """The decision with the remarks of protection, domains and the other directories; an error blocks it."""
    if decision.action not in WRITES:
        return decision
    found = [
        protection_finding(decision.action, decision.rows, addresses, policy.protected),
        domain_finding(decision.action, decision.rows, account, policy.verified_domains),
    ]
    if decision.action in TURNS and (directory := policy.elsewhere(account, addresses)):
        found.append(elsewhere_finding(decision.action, directory))
    remarks = tuple(remark for remark in found if remark is not None)
    if not remarks:
        return decision
    blocked = any(remark.level == "error" for remark in remarks)
    return replace(
        decision,
        action=Action.BLOCKED if blocked else decision.action,
        findings=(*decision.findings, *remarks),
    )


def change_of(directory: str, person: Person, account: Account | None, decision: Decision) -> Change:
    """The decision as a change without a number."""
    user_name = person.values[INDEX["user_name"]] or (account.user_name if account else "")
    return Change(
        0,
        directory,
        person.connection,
        person.region,
        person.source_id,
        account.id if account else "",
        user_name or next(iter(person.addresses), ""),
        person.person,
        decision.action,
        decision.rows,
        decision.findings,
        None
        if account is None
        else Identity(account.external_id, account.user_name, account.email, active=account.active),
        (),
        person.addresses,
    )
