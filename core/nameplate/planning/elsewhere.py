"""Several directories: one Atlassian account belongs to one of them, and `active: false` disables it everywhere."""

from collections.abc import Iterable, Sequence

from nameplate.model import Account
from nameplate.planning.drafting import Elsewhere
from nameplate.planning.staging import Stage

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


def wanted_elsewhere(stage: Stage, stages: Sequence[Stage]) -> Elsewhere:
    """Looks through which of the other directories' stages an account is wanted active; they must be correlated."""
    others = [other for other in stages if other is not stage]
    for other in others:
        other.script(INDEXES)

    def look(account: Account, addresses: Iterable[str]) -> str:
        for other in others:
            if account.atlassian_account_id and other.execute(BY_ACCOUNT, (account.atlassian_account_id,)).fetchone():
                return other.name
            if any(other.execute(BY_ADDRESS, (address,)).fetchone() for address in addresses):
                return other.name
        return ""

    return look
