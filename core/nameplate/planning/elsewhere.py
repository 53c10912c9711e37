"""Several directories: one Atlassian account belongs to one of them, and `active: false` disables it everywhere."""

from collections.abc import Callable, Iterable, Sequence

from nameplate.findings import Finding, finding
from nameplate.model import Account, Action
from nameplate.planning.staging import Stage

Elsewhere = Callable[[Account | None, Iterable[str]], str]
"""The directory through which an account, or one of some addresses, is wanted active; "" for none."""

INDEXES = """
create index if not exists desired_email on desired(email);
create index if not exists desired_user_name on desired(user_name);
create index if not exists desired_source_id on desired(source_id);
create index if not exists existing_atlassian_id on existing(atlassian_id);
create index if not exists candidate_account on candidate(account);
"""
BY_ACCOUNT = """
select 1 from existing e where e.atlassian_id = ? and (
    exists(select 1 from desired d where d.source_id = e.external_id and d.active = 1 and d.kind < 2)
    or exists(select 1 from candidate c join desired d on d.n = c.n
        where c.account = e.n and d.active = 1 and d.kind < 2)
) limit 1
"""
BY_ADDRESS = """
select 1 from desired where active = 1 and kind < 2 and (email = ?1 or user_name = ?1) limit 1
"""


TURNS = frozenset({Action.CREATE, Action.REACTIVATE, Action.DEACTIVATE})
"""The actions that turn an account on or off."""


def elsewhere_finding(action: Action, directory: str) -> Finding:
    """Why a directory may not turn on or off what another one wants active."""
    why = "deactivating it here would disable it there as well"
    if action is not Action.DEACTIVATE:
        why = "one Atlassian account belongs to one directory"
    return finding(
        "NP509",
        f"the account is wanted active through the directory {directory}; {why}",
        remedy="Remove the person from one of the directories' connections, or the SCIM user by hand.",
    )


def wanted_elsewhere(stage: Stage, stages: Sequence[Stage]) -> Elsewhere:
    """Looks through which of the other directories' stages an account is wanted active; they must be correlated."""
    others = [other for other in stages if other is not stage]
    for other in others:
        other.script(INDEXES)

    def look(account: Account | None, addresses: Iterable[str]) -> str:
        linked = account.atlassian_account_id if account else ""
        for other in others:
            if linked and other.execute(BY_ACCOUNT, (linked,)).fetchone():
                return other.name
            if any(other.execute(BY_ADDRESS, (address,)).fetchone() for address in addresses):
                return other.name
        return ""

    return look
