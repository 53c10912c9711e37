"""Small stand-ins for sources, mapper and directories, so that a plan is made of people and accounts written down.

A person is a SourceUser whose `raw` says what the mapper makes of them.
"""

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pluggy

from nameplate.config.models import Config
from nameplate.findings import Finding
from nameplate.model import ATTRIBUTES, Account, BadRecord, Change, Needs, SourceUser
from nameplate.planning import PreviewOptions, preview
from nameplate.plugins import Plugins
from nameplate.plugins.hooks import nameplate_connectors, nameplate_findings, nameplate_guards
from nameplate.reading import Batch

NAMES = [attribute.name for attribute in ATTRIBUTES]
NOW = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
MANAGED = frozenset({"user_name", "email", "display_name", "job_title", "department", "active"})


def person(source_id, user_name="", *, region="everyone", active=True, given="", family="", **more):
    """A person; `more` has mapped values by attribute name (None: kept), and excluded, blocked, findings, chosen."""
    address = user_name or f"{source_id}@acme.example"
    mapped = None if user_name is None else address
    values = {"user_name": mapped, "email": mapped, "display_name": f"Person {source_id}"}
    values["active"] = None if active is None else "true" if active else "false"
    special = {key: more.pop(key) for key in ("excluded", "blocked", "findings", "chosen", "person") if key in more}
    source = {key: more.pop(f"source_{key}", address) for key in ("user_name", "email")}
    return SourceUser(
        source_id,
        **source,
        given_name=given,
        family_name=family,
        active=active,
        raw={"values": values | more, "region": region} | special,
    )


def account(account_id, external_id="", user_name="", *, active=True, atlassian_id="", **more):
    """An account; `more` has values by attribute name, and enterprise_organization and enterprise_department."""
    enterprise = {key: more.pop(key) for key in ("enterprise_organization", "enterprise_department") if key in more}
    address = user_name or f"{external_id or account_id}@acme.example"
    values = {"user_name": address, "email": address, "display_name": f"Person {external_id or account_id}"}
    values |= more | {"active": "true" if active else "false"}
    return Account(
        account_id,
        external_id,
        tuple(values.get(name, "") for name in NAMES),
        **enterprise,
        atlassian_account_id=atlassian_id,
    )


@dataclass
class Rule:
    """Where a made-up rule stands and what it reads."""

    reads: Needs


@dataclass(frozen=True)
class MappedPerson:
    """What the stand-in mapper says of one person."""

    source_id: str
    person: str
    user_name: str
    email: str
    active: bool | None
    region: str
    excluded: bool
    values: tuple[str | None, ...]
    blocked: bool
    findings: tuple[Finding, ...]
    chosen: tuple[tuple[str, str], ...]


@dataclass
class StandInMapper:
    """Does what each person's `raw` says."""

    managed_names: frozenset[str] = MANAGED
    reads: dict[str, Needs] = field(default_factory=dict)
    remarks: tuple[Finding, ...] = ()
    mappings_hash: str = "facade"
    needs: dict[str, Needs] = field(default_factory=dict)

    def map_all(self, people, connection):
        """Each of the people as `raw` says, or blocked where the record is bad."""
        return [self.map(person) for person in people]

    def map(self, person):
        """One of them."""
        if isinstance(person, BadRecord):
            values = (None,) * len(NAMES)
            return MappedPerson(
                person.id,
                person.person,
                person.user_name,
                person.email,
                person.active,
                "",
                False,
                values,
                True,
                person.findings,
                (),
            )
        raw = person.raw
        return MappedPerson(
            person.id,
            raw.get("person", raw["values"].get("display_name") or person.id),
            person.user_name,
            person.email,
            person.active,
            raw["region"],
            raw.get("excluded", False),
            tuple(raw["values"].get(name) for name in NAMES),
            raw.get("blocked", False),
            tuple(raw.get("findings", ())),
            tuple(raw.get("chosen", ())),
        )

    def managed(self, connection, region):
        """The same for every region."""
        return tuple(name in self.managed_names for name in NAMES)

    def addresses(self, connection, region):
        """`region.j2` and the attribute's number."""
        return tuple(f"{region}.j2:{index}" if name in self.managed_names else "" for index, name in enumerate(NAMES))

    def rule(self, connection, region, attribute):
        """What `reads` has for the attribute."""
        return Rule(self.reads[attribute]) if attribute in self.reads else None

    def notes(self):
        """What the test says."""
        return self.remarks


@dataclass
class Read:
    """People of one connection, and how their read ends."""

    people: list = field(default_factory=list)
    error: Exception | None = None
    complete: bool = True
    unreadable_ids: int = 0
    incomplete: str = ""
    unselected: frozenset[str] = frozenset()
    findings: tuple[Finding, ...] = ()
    distribution: str = "nameplate"
    version: str = "0.1.0"
    read_from: str = "live"
    snapshot_hash: str = ""
    memberships: str = ""

    @property
    def status(self):
        """How the read goes; this object itself."""
        return self

    async def batches(self, known=None):
        """Seven at a time, then the error if there is one; nobody is known."""
        for start in range(0, len(self.people), 7):
            people = self.people[start : start + 7]
            yield Batch(people, [""] * len(people))
            await asyncio.sleep(0)
        if self.error:
            raise self.error


@dataclass
class Listed:
    """Accounts of one directory, and how their listing ends."""

    accounts: list[Account] = field(default_factory=list)
    error: Exception | None = None
    address: str = "sandbox:x.db"

    async def pages(self):
        """Pages of five, then the error if there is one."""
        for start in range(0, len(self.accounts), 5):
            yield self.accounts[start : start + 5]
            await asyncio.sleep(0)
        if self.error:
            raise self.error


@dataclass
class StandInParts:
    """Sources and directories by name."""

    reads: dict[str, Read]
    listed: dict[str, Listed]

    def source(self, connection):
        """The connection's people, counted."""
        read = self.reads[connection]
        status = type("Status", (), {**vars(read), "people": len(read.people)})()
        return type("Source", (), {"status": status, "batches": staticmethod(read.batches)})()

    @asynccontextmanager
    async def directory(self, name):
        """The directory's accounts."""
        yield self.listed[name]


def no_plugins(guards=(), hooks=()):
    """Plugins that bring nothing but what is given."""
    manager = pluggy.PluginManager("nameplate")
    for specification in (nameplate_connectors, nameplate_findings, nameplate_guards):
        manager.add_hookspecs(type("Specs", (), {specification.__name__: staticmethod(specification)}))
    for hook in hooks:
        manager.register(hook)
    return Plugins({}, {}, {}, tuple(guards), (), (), manager)


def configuration(directories=None, connections=None, **more):
    """A configuration of one directory `main` fed by one connection `okta`, unless told otherwise."""
    directories = {"main": {}} if directories is None else directories
    connections = {"okta": {"directory": "main"}} if connections is None else connections
    return Config.model_validate(
        {
            "directories": directories,
            "connections": {name: {"connector": "okta"} | values for name, values in connections.items()},
            "regions": [{"name": "everyone", "mapping": "default.j2"}],
            "organization": {"sso_name_claims": "removed"},
        }
        | more
    )


@dataclass
class Result:
    """A plan, read to its end."""

    changes: list[Change]
    summary: dict[str, int]
    rows: tuple
    findings: list[Finding]
    guards: tuple
    sources: tuple
    directories: tuple
    failed_reads: bool
    timings: tuple
    digested: list

    def of(self, source_id):
        """The change of a person."""
        return next(change for change in self.changes if change.source_id == source_id)

    def account(self, account_id):
        """The change of an account."""
        return next(change for change in self.changes if change.account_id == account_id)

    def codes(self):
        """The codes of the findings on the run."""
        return [found.code for found in self.findings]


def make_plan(reads, listed, *, config=None, mapper=None, plugins=None, **options):
    """The plan for people and accounts: lists for `okta` and `main`, or reads and listings by name."""
    reads = {"okta": reads} if not isinstance(reads, dict) else reads
    listed = {"main": listed} if not isinstance(listed, dict) else listed
    parts = StandInParts(
        {name: read if isinstance(read, Read) else Read(list(read)) for name, read in reads.items()},
        {name: one if isinstance(one, Listed) else Listed(list(one)) for name, one in listed.items()},
    )
    with TemporaryDirectory() as folder:
        out = Path(folder) / "plan.db"
        chosen = PreviewOptions(now=NOW, mapper=mapper or StandInMapper(), **options)
        made = asyncio.run(
            preview(config or configuration(), plugins or no_plugins(), out=out, options=chosen, parts=parts)
        )
        with made as plan:
            return Result(
                list(plan.changes()),
                dict(plan.summary()),
                plan.summary_rows(),
                list(plan.findings()),
                plan.guards(),
                plan.sources(),
                plan.directories(),
                plan.failed_reads,
                plan.timings,
                [list(plan.changes()), plan.summary_rows(), list(plan.findings()), plan.guards()],
            )


def codes(change):
    """The codes of a change's findings."""
    return [found.code for found in change.findings]


def rows(change):
    """A change's rows as path → (before, after)."""
    return {row.path: (row.before, row.after) for row in change.attributes}
