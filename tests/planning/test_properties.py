"""For any two directories: applying a plan makes the next preview empty, and nobody is lost."""

from collections import Counter
from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from nameplate.model import WRITES, Action
from nameplate.planning import correlate as correlate_module
from support.planning_apply import apply_plan
from support.planning_parts import StandInMapper, account, configuration, make_plan, person

MANAGED = frozenset(
    {
        "user_name",
        "email",
        "given_name",
        "family_name",
        "display_name",
        "job_title",
        "department",
        "organization",
        "active",
    }
)
NAMES = st.sampled_from(["a", "b", "c", "D", "d"])
ADDRESSES = st.sampled_from(["a@v.example", "b@v.example", "C@v.example", "c@V.example", "x@w.example"])
TEXTS = st.sampled_from(["", "山田", "Anna", "x"])
MAYBE = st.none() | TEXTS


@st.composite
def people(draw, prefix):
    """A few people whose ids, names and addresses collide."""
    ids = draw(st.lists(st.sampled_from("1234567"), max_size=5, unique=draw(st.booleans())))
    return [
        person(
            prefix + source_id,
            draw(NAMES),
            email=draw(ADDRESSES),
            active=draw(st.sampled_from([True, True, True, False, None])),
            blocked=draw(st.sampled_from([False, False, False, True])),
            excluded=draw(st.sampled_from([False] * 6 + [True])),
            region=draw(st.sampled_from(["one", "two"])),
            given_name=draw(MAYBE),
            display_name=draw(st.none() | st.sampled_from(["山田", "Anna", "x"])),
            job_title=draw(MAYBE),
            department=draw(MAYBE),
            organization=draw(MAYBE),
        )
        for source_id in ids
    ]


@st.composite
def accounts(draw):
    """Accounts of a directory that holds its own rules: user names and addresses are unique."""
    count = draw(st.integers(0, 5))
    names = draw(st.lists(NAMES, min_size=count, max_size=count, unique_by=str.casefold))
    addresses = draw(
        st.lists(
            ADDRESSES | st.sampled_from(["p@v.example", "q@w.example"]),
            min_size=count,
            max_size=count,
            unique_by=str.casefold,
        )
    )
    return [
        account(
            f"a{number}",
            draw(st.sampled_from(["", "o1", "o2", "o3", "e1", "e2", "other"])),
            name,
            email=address,
            active=draw(st.booleans()),
            atlassian_id=f"aaid-{number}",
            given_name=draw(TEXTS),
            display_name=draw(TEXTS),
            job_title=draw(TEXTS),
            department=draw(TEXTS),
            enterprise_department=draw(TEXTS),
            organization=draw(TEXTS),
            enterprise_organization=draw(TEXTS),
        )
        for number, (name, address) in enumerate(zip(names, addresses, strict=False))
    ]


@st.composite
def configurations(draw):
    """A directory with two connections, its switches at random."""
    return configuration(
        {
            "main": {
                "unmatched": draw(st.sampled_from(["report", "deactivate"])),
                "adopt": draw(st.sampled_from(["empty", "any"])),
                "precedence": draw(st.sampled_from([[], ["okta"], ["entra", "okta"]])),
                "attributes_in": draw(st.sampled_from(["both", "core", "enterprise"])),
                "names": draw(st.sampled_from(["overwritten", "independent"])),
                "actions": draw(
                    st.sampled_from(
                        [["create", "update", "deactivate", "reactivate"], ["update"], ["create", "update"]]
                    )
                ),
            }
        },
        {"okta": {"directory": "main"}, "entra": {"directory": "main"}},
        protected=draw(st.sampled_from([[], ["a@*"]])),
        organization={
            "sso_name_claims": "removed",
            "verified_domains": draw(st.sampled_from([[], ["v.example"]])),
        },
    )


MAPPER = StandInMapper(MANAGED)
FEW = StandInMapper(frozenset({"user_name", "email", "display_name", "active"}))
"""Manages what is mapped for nearly everybody, so that many are just as their accounts are."""


@given(people("o"), people("e"), accounts(), configurations())
@settings(max_examples=150, deadline=None)
def test_applying_a_plan_makes_the_next_preview_empty(okta, entra, existing, config):
    """Whatever was there, the second preview writes nothing: no change is left half done or done again."""
    reads = {"okta": okta, "entra": entra}
    plan = make_plan(reads, existing, config=config, mapper=MAPPER)
    again = make_plan(reads, apply_plan(plan.changes, existing), config=config, mapper=MAPPER)
    left = [change for change in again.changes if change.action in WRITES]
    freed = {change.source_id for change in plan.changes if change.action is Action.BLOCKED}
    assert [change for change in left if change.source_id not in freed] == []


@given(people("o"), people("e") | people("o"), people("o"), accounts(), configurations(), st.booleans())
@settings(max_examples=200, deadline=None)
def test_setting_pairs_aside_changes_no_plan(okta, entra, others, existing, config, twofold):
    """Not even where somebody else, or another account, or another pair has the id of a pair."""
    applied = make_plan({"okta": okta, "entra": entra}, existing, config=config, mapper=FEW)
    reads = {"okta": [*okta[: len(others)], *others], "entra": entra}
    held = [*apply_plan(applied.changes, existing), *(replace(one, id=f"{one.id}+") for one in existing[:1])]
    if twofold:
        alone = make_plan({"okta": [], "entra": entra}, [], config=config, mapper=FEW)
        held += [replace(one, id=f"{one.id}e") for one in apply_plan(alone.changes, [])]
    plan = make_plan(reads, held, config=config, mapper=FEW)
    with patch.object(correlate_module, "odd_rows", lambda *_: None):
        of_everybody = make_plan(reads, held, config=config, mapper=FEW)
    assert (plan.changes, plan.rows) == (of_everybody.changes, of_everybody.rows)


@given(people("o"), people("e"), accounts(), configurations())
@settings(max_examples=150, deadline=None)
def test_nobody_is_lost(okta, entra, existing, config):
    """Everybody in scope is in exactly one count, and every account in at most one change."""
    plan = make_plan({"okta": okta, "entra": entra}, existing, config=config, mapper=MAPPER)
    in_scope = sum(not one.raw["excluded"] for one in (*okta, *entra))
    unmatched = sum(row.people for row in plan.rows if not row.connection)
    assert sum(row.people for row in plan.rows) - unmatched == in_scope
    assert sum(plan.summary.values()) == in_scope + unmatched
    per_account = Counter(
        change.account_id for change in plan.changes if change.account_id and change.action is not Action.BLOCKED
    )
    assert all(count == 1 for count in per_account.values())
    listed = Counter(change.action.value for change in plan.changes)
    assert all(listed[action] == count for action, count in plan.summary.items() if action != "unchanged")
    assert listed["unchanged"] <= plan.summary["unchanged"]
    assert all(found.level == "error" for c in plan.changes if c.action is Action.BLOCKED for found in c.findings[-1:])


@given(people("o"), people("e"), accounts(), configurations(), st.randoms(use_true_random=False))
@settings(max_examples=100, deadline=None)
def test_the_order_of_reading_makes_no_difference(okta, entra, existing, config, shuffled):
    """The plan is the same, whichever way people and accounts come in, ids being unique."""
    okta = list({one.id: one for one in okta}.values())
    entra = list({one.id: one for one in entra}.values())
    first = make_plan({"okta": okta, "entra": entra}, existing, config=config, mapper=MAPPER)
    mixed = [shuffled.sample(part, len(part)) for part in (okta, entra, existing)]
    second = make_plan({"okta": mixed[0], "entra": mixed[1]}, mixed[2], config=config, mapper=MAPPER)
    assert first.digested == second.digested
