"""Who is who, where no externalId says so: by mapped user name, then by mapped e-mail, among free accounts."""

from nameplate.findings import Finding, finding
from nameplate.planning.staged_rows import encode_findings
from nameplate.planning.staging import Fate, Stage

INDEXES = """
create index free_user_name on free(user_name);
create index free_email on free(email);
create temp table match(free integer primary key, person integer);
create temp table matched(
    person integer primary key, free integer, accounts integer, external_id text, source_id text, kind integer
);
"""
MATCH = """
insert or ignore into match select f.n, c.n
    from candidate c cross join desired d on d.n = c.n cross join free f on f.{key} = d.{key}
    where c.account is null and c.fate = 0 and f.remarks = '' order by d.kind, d.source_id, c.n, f.n;
insert into matched select m.person, min(m.free), count(*), max(f.external_id), d.source_id, d.kind
    from match m join desired d on d.n = m.person join free f on f.n = m.free group by m.person;
update candidate set account = m.free, adopted = 1 from matched m where m.person = candidate.n;
delete from free where n in (select free from match);
"""
IN_DOUBT = """
select m.person, m.accounts, m.external_id, e.user_name, e.email from matched m join existing e on e.n = m.free
where m.kind < 2 and (accounts > 1 or (m.external_id <> '' and m.external_id <> m.source_id and not ?))
"""


def adopt(stage: Stage, *, anybody: bool) -> None:
    """Match candidates who have no account yet with free accounts; a match takes the account out of `free`.

    `anybody` is `adopt: any`: an account with another externalId may be adopted too.
    """
    if not stage.execute("select exists(select 1 from free) and exists(select 1 from candidate)").fetchone()[0]:
        return
    stage.script(INDEXES)
    for key in ("user_name", "email"):
        stage.script(MATCH.format(key=key))
        stage.database.executemany(
            "update candidate set fate = ?, remarks = ? where n = ?",
            [
                (int(Fate.REFUSED), encode_findings((doubt(accounts, external_id, user_name or email),)), person)
                for person, accounts, external_id, user_name, email in stage.execute(IN_DOUBT, (anybody,))
            ],
        )
        stage.script("delete from match; delete from matched")


def doubt(accounts: int, external_id: str, name: str) -> Finding:
    """Why a person may not have the account that was found."""
    if accounts > 1:
        return finding(
            "NP516",
            f"{accounts} accounts answer to this person, {name} among them",
            remedy="Give the right one this person's id as externalId at Atlassian.",
        )
    return finding(
        "NP503",
        f"the account {name} has the externalId {external_id}: it is another source's, or its address was recycled",
        remedy="Clear its externalId at Atlassian, or say `adopt: any` for the directory.",
    )
