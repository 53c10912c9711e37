"""Puts the drafts in the plan's order, after blocking those whose address another account holds."""

from collections import Counter
from collections.abc import Iterator

import msgspec

from nameplate.findings import Finding, finding
from nameplate.model import Action, Change
from nameplate.planning.addresses import Order, Wish, put_in_order
from nameplate.planning.drafting import account_of, decode_change
from nameplate.planning.staging import Stage

HOLDERS = """
create index claim_key on claim(kind, key);
create temp table held(kind integer, key text, draft integer, holder integer);
insert into held select 0, c.key, c.draft, e.n
    from existing e cross join claim c on c.kind = 0 and c.key = e.user_name where c.account is not e.n;
insert into held select 1, c.key, c.draft, e.n
    from existing e cross join claim c on c.kind = 1 and c.key = e.email where c.account is not e.n;
"""
WISHES = """
select h.kind, h.key, h.draft, r.draft,
    e.account_id, e.external_id, e.atlassian_id, e.payload, e.twins, e.whole, e.display_name
from held h join existing e on e.n = h.holder left join release r on r.kind = h.kind and r.account = h.holder
order by h.kind, h.key, e.account_id, h.draft
"""
IN_ORDER = """
select id, change from draft
order by wave, unmatched, connection, region, user_name, source_id, account_id, id
"""
WORDS = ("the user name", "the e-mail address")


def ordered(stage: Stage, first_id: int, counts: Counter[tuple[str, str, Action]]) -> Iterator[Change]:
    """The directory's changes in the plan's order, numbered from `first_id`; `counts` takes them in."""
    order = order_of(stage)
    wanted = {needed for needs in order.needs.values() for needed in needs}
    numbers: dict[int, int] = {}
    for number, (draft, blob) in enumerate(stage.execute(IN_ORDER), first_id):
        change = decode_change(blob)
        if draft in wanted:
            numbers[draft] = number
        needs = tuple(numbers[needed] for needed in order.needs.get(draft, ()))
        change = msgspec.structs.replace(change, id=number, needs=needs)
        if remark := refusal(order, draft):
            change = msgspec.structs.replace(
                change, action=Action.BLOCKED, findings=(*change.findings, remark), needs=()
            )
        counts[change.connection, change.region, change.action] += 1
        yield change


def order_of(stage: Stage) -> Order:
    """What follows from the addresses that the drafts claim and other accounts hold."""
    if not stage.execute("select exists(select 1 from claim)").fetchone()[0]:
        return Order()
    stage.script(HOLDERS)
    order = put_in_order(
        Wish(draft, releaser, f"{WORDS[kind]} {key}", account_of(stage, holder).person)
        for kind, key, draft, releaser, *holder in stage.execute(WISHES)
    )
    stage.database.executemany(
        "update draft set wave = ? where id = ?", [(wave, draft) for draft, wave in order.wave.items()]
    )
    return order


def refusal(order: Order, draft: int) -> Finding | None:
    """Why a draft is blocked by what another account holds."""
    if wish := order.blocked.get(draft):
        reason = "" if wish.releaser is None else ", whose own change is blocked"
        return finding(
            "NP504",
            f"{wish.what} is held by another account, {wish.holder}{reason}",
            remedy="Free the address there first, or correct the record or the rule.",
        )
    if wish := order.circular.get(draft):
        return finding(
            "NP505",
            f"{wish.what} is held by {wish.holder}, who would take an address in turn, and so on round",
            remedy="Give one of them another address for a while, by hand.",
        )
    return None
