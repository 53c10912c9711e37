"""What happens to one person: create, update, deactivate, reactivate, or nothing, or nothing because of an error."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from nameplate.findings import Finding, finding
from nameplate.model import ATTRIBUTES, Account, Action, AttributeChange, Values
from nameplate.model.attributes import ACTIVE, EMAIL, INDEX, USER_NAME
from nameplate.planning.compare import Rules, creation_rows, differences

DEACTIVATION = AttributeChange("active", "true", "false")


@dataclass(frozen=True)
class Person:
    """A person as they came out of reading and mapping.

    `active` is None where it is not managed or stays as it is. `blocked`: a rule or the record failed, so that
    `values` may not be used. `addresses` are source and mapped user names and e-mails, case-folded.
    """

    source_id: str
    connection: str
    region: str
    person: str
    values: Values
    active: bool | None
    blocked: bool = False
    addresses: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    chosen: tuple[tuple[str, str], ...] = ()
    """Attribute names, and the addresses of the chosen names that override their rules."""


@dataclass(frozen=True)
class Decision:
    """What would happen, as rows of a PATCH or POST, and why; `spared` as in `compare.Differences`."""

    action: Action
    rows: tuple[AttributeChange, ...] = ()
    findings: tuple[Finding, ...] = ()
    spared: tuple[int, ...] = ()


@dataclass(frozen=True)
class Case:
    """A person, the account they are matched with, and what correlation says about the pair.

    `adopted`: the match is not by externalId. `lost`: another person has the account. `refused`: the match itself is
    in doubt.
    """

    person: Person
    account: Account | None = None
    adopted: bool = False
    lost: bool = False
    refused: bool = False
    findings: tuple[Finding, ...] = ()


def decide(case: Case, rules: Rules, actions: Collection[str]) -> Decision:
    """The decision on one person, before the plan as a whole is looked at.

    `actions` is what the directory lets nameplate do: `create`, `update`, `deactivate`, `reactivate`.
    """
    person, account = case.person, case.account
    rules = with_chosen(rules, person.chosen)
    findings = (*person.findings, *case.findings)
    if case.refused:
        return Decision(Action.BLOCKED, (), findings)
    if case.lost:
        return Decision(Action.UNCHANGED, (), findings)
    if account is None:
        return permitted(absent(person, findings, rules), actions)
    if person.active is False:
        leaving = Decision(Action.DEACTIVATE, (DEACTIVATION,), findings)
        return permitted(leaving, actions) if account.active else Decision(Action.UNCHANGED, (), findings)
    if person.blocked:
        return Decision(Action.BLOCKED, (), findings)
    return permitted(present(case, account, findings, rules), actions)


def with_chosen(rules: Rules, chosen: Iterable[tuple[str, str]]) -> Rules:
    """The rules, with the addresses of a person's chosen names in place of those of the rules they override."""
    if not chosen:
        return rules
    addresses = list(rules.addresses)
    for attribute, address in chosen:
        addresses[INDEX[attribute]] = address
    return replace(rules, addresses=tuple(addresses))


def absent(person: Person, findings: tuple[Finding, ...], rules: Rules) -> Decision:
    """The decision on a person without an account."""
    if person.active is False:
        return Decision(Action.UNCHANGED, (), findings)
    missing = [ATTRIBUTES[index].name for index in (USER_NAME, EMAIL) if not person.values[index]]
    if missing and not person.blocked:
        message = f"an account can't be created without {' and '.join(missing)}"
        findings = (*findings, finding("NP401", message, attribute=missing[0]))
    if missing or person.blocked:
        return Decision(Action.BLOCKED, (), findings)
    return Decision(Action.CREATE, creation_rows(person.source_id, person.values, rules), findings)


def present(case: Case, account: Account, findings: tuple[Finding, ...], rules: Rules) -> Decision:
    """The decision on a person who stays, with an account."""
    person = case.person
    found = differences(person.values, account, rules)
    rows = found.rows
    if case.adopted and account.external_id != person.source_id:
        rows = (AttributeChange("externalId", account.external_id, person.source_id), *rows)
        findings = (*findings, adoption(account, person))
    if found.names_alone:
        findings = (*findings, NAMES_ALONE)
    if person.active and not account.active:
        rows = (*rows, AttributeChange("active", "false", "true", rules.addresses[ACTIVE]))
        return Decision(Action.REACTIVATE, rows, findings, found.spared)
    return Decision(Action.UPDATE if rows else Action.UNCHANGED, rows, findings, found.spared)


def permitted(decision: Decision, actions: Collection[str]) -> Decision:
    """The decision, or none where the directory switches its action off."""
    action = decision.action
    if action in {Action.UNCHANGED, Action.BLOCKED} or action.value in actions:
        return decision
    remark = finding(
        "NP517", f"the directory's actions leave out {action.value}", remedy="See `actions` of the directory."
    )
    return Decision(Action.UNCHANGED, (), (*decision.findings, remark), decision.spared)


NAMES_ALONE = finding(
    "NP514",
    "first, middle or last name differ, the display name doesn't; at Atlassian it overwrites them",
    remedy="Say `names: independent` for the directory to have them written.",
)


def adoption(account: Account, person: Person) -> Finding:
    """The note that an account is taken over."""
    before = f"the externalId {account.external_id}" if account.external_id else "no externalId"
    return finding("NP515", f"the account {account.user_name} has {before}; it becomes {person.source_id}'s")
