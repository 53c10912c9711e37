"""Guards at push: the stricter of then and now, over all pushes of one plan together."""

import pytest

from nameplate.errors import GuardRefused
from nameplate.model import Action
from nameplate.planning import open_plan
from nameplate.plugins import Guard, Limit
from support.planning_parts import person
from support.pushing import NO_GUARDS, configured, push_plan, save_plan
from support.sandbox import contents, make_sandbox, scim_user


@pytest.fixture
def sandbox(tmp_path):
    """Twenty people."""
    users = [
        scim_user(f"p{n:02}@acme.example", id=f"a{n:02}", externalId=f"p{n:02}", displayName=f"Person p{n:02}")
        for n in range(20)
    ]
    return make_sandbox(tmp_path / "sandbox.db", users)


PEOPLE = [person(f"p{n:02}", active=n >= 4) for n in range(20)]


def guarded(sandbox, **limits):
    """A configuration with these limits on deactivations."""
    return configured(
        sandbox, guards=NO_GUARDS | {"deactivations": {"percent": 100, "count": 100, "floor": 0} | limits}
    )


def deactivated(sandbox):
    """How many are off."""
    return sum(not user["active"] for user in contents(sandbox))


@pytest.mark.parametrize(
    ("then", "now"),
    [({"count": 3}, {}), ({}, {"count": 3}), ({"percent": 15}, {"count": 9}), ({"count": 9}, {"percent": 15})],
)
def test_the_stricter_of_the_plans_and_the_present_guards_holds(tmp_path, sandbox, then, now):
    """Nothing is written; the message has the numbers and the ways out."""
    plan = save_plan(tmp_path / "plan.db", PEOPLE, guarded(sandbox, **then))
    with pytest.raises(GuardRefused) as caught:
        push_plan(plan, guarded(sandbox, **now))
    assert "deactivations in main: 4 with this push, 20.0% of 20; the limit is 3" in caught.value.message
    assert "--override deactivations --reason TEXT" in caught.value.remedy
    assert "--limit" in caught.value.remedy
    assert deactivated(sandbox) == 0


def test_partial_pushes_of_one_plan_count_together(tmp_path, sandbox):
    """Nothing trickles past a guard."""
    config = guarded(sandbox, count=3)
    plan = save_plan(tmp_path / "plan.db", PEOPLE, config)
    push_plan(plan, config, limit=2)
    with pytest.raises(GuardRefused, match="4 with this push"):
        push_plan(plan, config, limit=2)
    assert push_plan(plan, config, limit=1).applied == 1
    with pytest.raises(GuardRefused):
        push_plan(plan, config, limit=1)
    assert deactivated(sandbox) == 3


def test_an_override_is_recorded_and_survives_a_resume(tmp_path, sandbox, monkeypatch):
    """For a push that chooses the same; another choice needs its own."""
    config = guarded(sandbox, count=2)
    plan = save_plan(tmp_path / "plan.db", PEOPLE, config)
    overrides = (("deactivations", "the office closed"),)
    stricter = config.model_copy(update={"protected": ("p03@acme.example",)})
    assert push_plan(plan, stricter, overrides=overrides, person="ann").applied == 3
    with pytest.raises(GuardRefused):
        push_plan(plan, config, users=("p03",))
    assert push_plan(plan, config).applied == 1
    with open_plan(plan) as opened:
        (recorded,) = opened.overrides()
        first = opened.pushes()[0]
    assert (recorded.guard, recorded.reason) == overrides[0]
    assert (first.id, first.person) == (recorded.push_id, "ann")
    assert recorded.at
    assert first.host


def test_with_a_limit_an_override_holds_for_its_own_people(tmp_path, sandbox):
    """The same words choose others the next time."""
    config = guarded(sandbox, count=0)
    plan = save_plan(tmp_path / "plan.db", PEOPLE, config)
    assert push_plan(plan, config, limit=1, overrides=(("deactivations", "one of them"),)).applied == 1
    with pytest.raises(GuardRefused):
        push_plan(plan, config, limit=1)


def test_overriding_one_guard_leaves_the_others(tmp_path, sandbox):
    """Each needs its own word."""
    config = configured(
        sandbox,
        guards=NO_GUARDS
        | {"deactivations": {"count": 1, "floor": 0}, "deactivations_per_connection": {"percent": 1, "floor": 0}},
    )
    plan = save_plan(tmp_path / "plan.db", PEOPLE, config)
    with pytest.raises(GuardRefused) as caught:
        push_plan(plan, config, overrides=(("deactivations", "x"),))
    assert "deactivations_per_connection in main, okta" in caught.value.message
    both = (("deactivations", "x"), ("deactivations_per_connection", "y"))
    assert push_plan(plan, config, overrides=both).applied == 4


def test_a_plugins_guard_refuses_too(tmp_path, sandbox):
    """One that came after the preview as well."""
    config = guarded(sandbox)
    plan = save_plan(tmp_path / "plan.db", PEOPLE, config)
    guard = Guard("fridays", lambda change: change.action is Action.DEACTIVATE, Limit(count=1))
    with pytest.raises(GuardRefused, match="fridays in main: 4"):
        push_plan(plan, config, guards=[("acme", guard)])
    assert push_plan(plan, config, guards=[("acme", guard)], limit=1).applied == 1


def test_a_plugins_guard_that_breaks_refuses(tmp_path, sandbox):
    """An exception is no consent."""
    config = guarded(sandbox)
    plan = save_plan(tmp_path / "plan.db", PEOPLE, config)

    def broken(change):
        raise RuntimeError("bug")

    with pytest.raises(GuardRefused, match="the guard of the plugin acme failed"):
        push_plan(plan, config, guards=[("acme", Guard("broken", broken, Limit(count=100)))])
    assert deactivated(sandbox) == 0


def test_a_guard_looks_at_what_is_chosen_only(tmp_path, sandbox):
    """A pilot of others isn't refused for them."""
    config = guarded(sandbox, count=0)
    people = [person("p19", display_name="Changed"), *PEOPLE[:19]]
    plan = save_plan(tmp_path / "plan.db", people, config)
    assert push_plan(plan, config, actions=("update",)).applied == 1
