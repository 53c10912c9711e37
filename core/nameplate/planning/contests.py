"""People whose mapped user name or e-mail is the same: who has it, and with it the account."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from nameplate.findings import Finding
from nameplate.planning.claims import Claimant, contested, settle, taken
from nameplate.planning.staged_rows import encode_findings
from nameplate.planning.staging import Fate, Stage

WANTED = """
create temp table wanted(kind integer, key text, n integer);
insert into wanted select 0, d.user_name, c.n from candidate c join desired d on d.n = c.n
    left join existing e on e.n = c.account
    where c.fate = 0 and d.kind < 2 and d.user_name is not null and (e.n is null or e.user_name is not d.user_name);
insert into wanted select 1, d.email, c.n from candidate c join desired d on d.n = c.n
    left join existing e on e.n = c.account
    where c.fate = 0 and d.kind < 2 and d.email is not null and (e.n is null or e.email is not d.email);
"""
"""Keys that people want and their account, if any, doesn't have yet. Whoever shares a key with somebody either is one
of these or already has it, so that one scan of all people against them finds every clash."""

PAIRS = """
create index temp.wanted_key on wanted(kind, key);
create temp table pair(kind integer, key text, a integer, b integer);
insert into pair select 0, w.key, d.n, w.n from desired d cross join wanted w on w.kind = 0 and w.key = d.user_name
    where d.n <> w.n and d.kind < 2;
insert into pair select 1, w.key, d.n, w.n from desired d cross join wanted w on w.kind = 1 and w.key = d.email
    where d.n <> w.n and d.kind < 2;
create temp table contest(kind integer, key text, n integer, primary key(kind, key, n)) without rowid;
insert or ignore into contest select kind, key, a from pair;
insert or ignore into contest select kind, key, b from pair;
delete from contest where n in (select n from candidate where fate <> 0);
create temp table dragged(source_id text primary key, n integer) without rowid;
insert or ignore into dragged select d.source_id, d.n from contest t join desired d on d.n = t.n
    where t.n not in (select n from candidate);
"""

DRAG = """
insert into candidate(n, account) select g.n, e.n from existing e cross join dragged g on g.source_id = e.external_id
"""

MEMBERS = """
select t.kind, t.key, t.n, d.origin, d.source_id, d.person, d.active, c.account,
    d.user_name, d.email, e.user_name, e.email
from contest t join desired d on d.n = t.n join candidate c on c.n = t.n left join existing e on e.n = c.account
order by t.kind, t.key, d.source_id, t.n
"""

WORDS = ("the user name", "the e-mail address")


@dataclass
class Member:
    """A claimant with the account that has their id, and the keys that they want and that the account has."""

    claimant: Claimant
    account: int | None
    wants: tuple[str | None, str | None]
    holds: tuple[str | None, str | None]

    def could_take(self, other: "Member") -> bool:
        """Whether the other's account would be this person's by user name or e-mail."""
        pairs = zip(self.wants, other.holds, strict=True)
        return other.account is not None and any(mine is not None and mine == theirs for mine, theirs in pairs)


@dataclass
class Ruling:
    """What a contest leaves behind for one candidate."""

    account: int | None
    adopted: bool = False
    fate: Fate = Fate.OPEN
    remarks: tuple[Finding, ...] = ()


def hold_contests(stage: Stage, precedence: tuple[str, ...], unchanged: Counter[int]) -> None:
    """Settle who has a user name or an e-mail that several people map to; candidates bear the outcome."""
    stage.script(WANTED)
    if not stage.execute("select exists(select 1 from wanted)").fetchone()[0]:
        return
    stage.script(PAIRS)
    origins = stage.execute(
        "select d.origin, count(*) from dragged g join desired d on d.n = g.n group by 1"
    ).fetchall()
    if origins:
        stage.execute(DRAG)
        unchanged.subtract(dict(origins))
    rulings: dict[int, Ruling] = {}
    for (kind, key), members in groups(stage):
        rule_on(f"{WORDS[kind]} {key}", members, precedence, rulings)
    stage.database.executemany(
        "update candidate set account = ?, adopted = ?, fate = ?, remarks = ? where n = ?",
        (
            (ruling.account, ruling.adopted, int(ruling.fate), encode_findings(ruling.remarks), key)
            for key, ruling in rulings.items()
        ),
    )


def groups(stage: Stage) -> Iterator[tuple[tuple[int, str], list[Member]]]:
    """The members of each contest, streamed; in the order of their ids."""
    for key, rows in groupby(stage.execute(MEMBERS), key=lambda row: (row[0], row[1])):
        members = [member(stage, *row[2:]) for row in rows]
        yield key, members


def member(
    stage: Stage, number: int, origin: int, source_id: str, person: str, active: int | None, *about: Any
) -> Member:
    """The member in a row of MEMBERS."""
    account, user_name, email, held_name, held_email = about
    claimant = Claimant(number, stage.origins.pairs[origin][0], source_id, person, active=active != 0)
    return Member(claimant, account, (user_name, email), (held_name, held_email))


def rule_on(what: str, members: list[Member], precedence: tuple[str, ...], rulings: dict[int, Ruling]) -> None:
    """Settle one contest among those whom no earlier one has settled."""
    present: list[Member] = []
    for member in members:
        ruling = rulings.setdefault(member.claimant.key, Ruling(member.account))
        if ruling.fate is Fate.OPEN:
            member.account = ruling.account
            present.append(member)
    claimants = [member.claimant for member in present]
    if len(present) < 2 or not any(one.active for one in claimants):  # noqa: PLR2004 -- it takes two
        return
    outcome = settle(claimants, precedence)
    by_key = {member.claimant.key: member for member in present}
    for one in outcome.blocked:
        rulings[one.key].fate = Fate.REFUSED
        rulings[one.key].remarks += (contested(what, outcome.blocked),)
    winner = by_key[outcome.winner.key] if outcome.winner else None
    for one in outcome.lost:
        note = taken(what, (winner.claimant,) if winner else outcome.blocked)
        give_up(by_key[one.key], winner, note, rulings)


def give_up(loser: Member, winner: Member | None, note: Finding, rulings: dict[int, Ruling]) -> None:
    """Let the loser go without.

    Their account goes to the winner if it would be the winner's by user name or e-mail. An inactive person who keeps
    an account of their own is not lost: it has to be deactivated.
    """
    ruling = rulings[loser.claimant.key]
    ruling.remarks += (note,)
    if winner is not None and winner.account is None and winner.could_take(loser):
        winner.account = rulings[winner.claimant.key].account = loser.account
        rulings[winner.claimant.key].adopted = True
        loser.account = ruling.account = None
    if loser.account is None or loser.claimant.active:
        ruling.fate = Fate.LOST
