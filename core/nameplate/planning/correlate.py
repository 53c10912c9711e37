"""Who is who, first by externalId: both sides in its order, merged; equal people are only counted."""

from collections import Counter
from collections.abc import Sequence
from operator import itemgetter
from typing import cast

from nameplate.findings import finding
from nameplate.planning.claims import Claimant, contested, settle, taken
from nameplate.planning.marks import odd_rows, repeating_rows
from nameplate.planning.merging import Row, merge
from nameplate.planning.projection import alike
from nameplate.planning.staged_rows import Kind, encode_findings
from nameplate.planning.staging import Fate, Stage

PEOPLE = "select source_id, payload, n, iif(kind = 0 and remarks = '', origin, null) from desired order by source_id, n"
ACCOUNTS = "select external_id, payload, n from existing order by external_id, n"
ODD_PEOPLE = PEOPLE.replace("desired", "odd_person cross join desired using(n)")
ODD_ACCOUNTS = ACCOUNTS.replace("existing", "odd_account cross join existing using(n)")
ODD_ORIGINS = """
select origin, count(*) from odd_person cross join desired using(n) where kind = 0 and remarks = '' group by origin
"""
ODD = """
create temp table odd_person(n integer primary key);
create temp table odd_account(n integer primary key);
create temp table odd_id(id text primary key) without rowid
"""
ODD_IDS = """
insert or ignore into odd_id select source_id from odd_person cross join desired using(n) where source_id <> '';
insert or ignore into odd_id select external_id from odd_account cross join existing using(n) where external_id <> ''
"""
PEOPLE_OF_ODD_IDS = "insert or ignore into odd_person select n from desired cross join odd_id on id = source_id"
ACCOUNTS_OF_ODD_IDS = "insert or ignore into odd_account select n from existing cross join odd_id on id = external_id"
PLAIN_ORIGIN = itemgetter(3)
"""The origin of one of PEOPLE, None where something has to be looked at in any case."""
BATCH = 2000


class Candidates:
    """Collects people who need a closer look, and accounts that nobody's id claims."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._people: list[Row] = []
        self._free: list[tuple[int, str]] = []

    def add(self, person: int, account: int | None, fate: Fate = Fate.OPEN, remarks: str = "") -> None:
        """A person, with the account that has their id."""
        self._people.append((person, account, int(fate), remarks))
        if len(self._people) >= BATCH:
            self.flush()

    def free(self, account: int, remarks: str = "") -> None:
        """An account whose externalId is nobody's id; with remarks it is not to be matched any more."""
        self._free.append((account, remarks))
        if len(self._free) >= BATCH:
            self.flush()

    def flush(self) -> None:
        """Write what was collected."""
        database = self._stage.database
        database.executemany("insert into candidate(n, account, fate, remarks) values(?,?,?,?)", self._people)
        database.executemany("insert into free(n, remarks) values(?,?)", self._free)
        self._people.clear()
        self._free.clear()


def correlate(stage: Stage, precedence: tuple[str, ...]) -> Counter[int]:
    """Match by externalId: fill `candidate` and `free`, and count the unchanged by origin."""
    found = Candidates(stage)
    matching = Matching(stage, found, precedence)
    odd = odd_rows(stage.people_marks, stage.account_marks)
    if odd is None:
        merge(stage.execute(PEOPLE), stage.execute(ACCOUNTS), matching)
    else:
        matching.unchanged.update(set_pairs_aside(stage, *odd))
        merge(stage.execute(ODD_PEOPLE), stage.execute(ODD_ACCOUNTS), matching)
    found.flush()
    stage.execute(
        "update free set external_id = e.external_id, user_name = e.user_name, email = e.email "
        "from existing e where e.n = free.n"
    )
    return matching.unchanged


def set_pairs_aside(stage: Stage, people: Sequence[int], accounts: Sequence[int]) -> Counter[int]:
    """Fill the tables of odd rows with these numbers, and count the other people by origin: they are unchanged.

    Whoever has the id of an odd row is odd as well, and so are accounts that have one externalId: within one connection
    nobody's id is there twice, so that one of them at most is of a pair; among several, each may be.
    """
    stage.script(ODD)
    stage.database.executemany("insert into odd_person values(?)", zip(people, strict=True))
    stage.database.executemany("insert into odd_account values(?)", zip(accounts, strict=True))
    if stage.id_marks is not None:
        rows = zip(repeating_rows(stage.id_marks), strict=True)
        stage.database.executemany("insert or ignore into odd_account values(?)", rows)
    stage.script(ODD_IDS)
    found = stage.execute(ACCOUNTS_OF_ODD_IDS).rowcount
    if found or stage.id_marks is not None:
        stage.execute(PEOPLE_OF_ODD_IDS)
    unchanged = Counter(stage.plain)
    unchanged.subtract(dict(stage.execute(ODD_ORIGINS)))
    return unchanged


class Matching:
    """Sorts out people and accounts by their ids; `unchanged` counts people by origin (`merging.Matches`)."""

    def __init__(self, stage: Stage, found: Candidates, precedence: tuple[str, ...]) -> None:
        self.stage = stage
        self.found = found
        self.precedence = precedence
        self.unchanged: Counter[int] = Counter()

    def pairs(self, people: Sequence[Row], accounts: Sequence[Row]) -> None:
        """People who have an account: whoever differs needs a closer look."""
        same: Counter[int | None] = Counter(map(PLAIN_ORIGIN, people))
        for person, account in zip(people, accounts, strict=True):
            if person[1] != account[1] or person[3] is None:
                same[person[3]] -= 1
                if person[3] is not None and alike(person[1], account[1]):
                    self.unchanged[person[3]] += 1
                else:
                    self.found.add(person[2], account[2])
        del same[None]
        self.unchanged.update(cast("Counter[int]", same))

    def several(self, people: Sequence[Row], accounts: Sequence[Row]) -> None:
        """Several have one id."""
        resolve(self.stage, self.found, list(people), list(accounts), self.precedence)

    def people_alone(self, people: Sequence[Row]) -> None:
        """Nobody at Atlassian has their id."""
        several_people(self.stage, self.found, list(people), None, self.precedence)

    def account_alone(self, account: Row) -> None:
        """Nobody of the people has its externalId."""
        self.found.free(account[2])


def resolve(
    stage: Stage, found: Candidates, people: list[Row], accounts: list[Row], precedence: tuple[str, ...]
) -> None:
    """Several people or accounts have one id: the user name decides between accounts, `settle` between people."""
    if len(accounts) == 1:
        several_people(stage, found, people, accounts[0][2], precedence)
        return
    names = [stage.execute("select user_name from desired where n = ?", (row[2],)).fetchone()[0] for row in people]
    held = [stage.execute("select user_name from existing where n = ?", (row[2],)).fetchone()[0] for row in accounts]
    chosen = [row for row, name in zip(accounts, held, strict=True) if name is not None and name in names]
    listed = ", ".join(sorted(name or "(no user name)" for name in held))
    remark = finding(
        "NP516",
        f"{len(accounts)} accounts have the externalId {accounts[0][0]}: {listed}",
        remedy="Remove the externalId from all but one of them at Atlassian.",
    )
    if len(chosen) == 1:
        several_people(stage, found, people, chosen[0][2], precedence)
        for row in accounts:
            if row is not chosen[0]:
                found.free(row[2], encode_findings((remark,)))
        return
    for row in people:
        found.add(row[2], None, Fate.REFUSED, encode_findings((remark,)))


def several_people(
    stage: Stage, found: Candidates, people: list[Row], account: int | None, precedence: tuple[str, ...]
) -> None:
    """People with one id, and the account that has it; those out of scope stand back."""
    if len(people) > 1:
        people = [row for row in people if in_scope(stage, row[2])] or people[:1]
    if len(people) == 1:
        found.add(people[0][2], account)
        return
    claimants = [claimant(stage, row[2]) for row in people]
    what = f"the id {people[0][0]}"
    outcome = settle(claimants, precedence)
    if outcome.winner is not None:
        found.add(outcome.winner.key, account)
        account = None
    for one in outcome.blocked:
        found.add(one.key, account, Fate.REFUSED, encode_findings((contested(what, outcome.blocked),)))
        account = None
    for one in outcome.lost:
        remark = taken(what, (outcome.winner,) if outcome.winner else outcome.blocked)
        found.add(one.key, None, Fate.LOST, encode_findings((remark,)))


def in_scope(stage: Stage, key: int) -> bool:
    """Whether the staged person is in scope."""
    kind = stage.execute("select kind from desired where n = ?", (key,)).fetchone()[0]
    return bool(kind != Kind.OUT)


def claimant(stage: Stage, key: int) -> Claimant:
    """The staged person as a claimant."""
    query = "select origin, source_id, person, active from desired where n = ?"
    origin, source_id, person, active = stage.execute(query, (key,)).fetchone()
    return Claimant(key, stage.origins.pairs[origin][0], source_id, person, active=active != 0)
