"""Pushing a plan makes the next preview empty, for any people and any directory."""

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nameplate.directory import Sandbox
from nameplate.model import WRITES
from support.planning_parts import StandInMapper, person
from support.pushing import changes_of, configured, push_plan, save_plan
from support.sandbox import make_sandbox, scim_user

words = st.sampled_from(["", "Ann", "Berg", "山田", "太郎", "Ann Mary"])
numbers = st.integers(0, 7)
MAPPER = StandInMapper(
    frozenset({"user_name", "email", "display_name", "given_name", "family_name", "job_title", "department", "active"})
)


@st.composite
def people(draw):
    """People with addresses of their own, mostly those of their number."""
    chosen = draw(st.lists(numbers, unique=True, max_size=6))
    addresses = draw(st.permutations(range(8)))
    moved = draw(st.booleans())
    return [
        person(
            f"s{n}",
            f"p{addresses[n] if moved else n}@acme.example",
            active=draw(st.booleans()),
            display_name=draw(words) or "Somebody",
            given_name=draw(words),
            family_name=draw(words),
            job_title=draw(words),
            department=draw(words),
        )
        for n in chosen
    ]


@st.composite
def accounts(draw):
    """Accounts, of which some belong to nobody and some to no source yet."""
    return [
        scim_user(
            f"p{n}@acme.example",
            id=f"a{n}",
            externalId=draw(st.sampled_from([f"s{n}", "", f"other{n}"])),
            active=draw(st.booleans()),
            displayName=draw(words),
            title=draw(words),
            name={"givenName": draw(words), "familyName": draw(words)},
        )
        for n in draw(st.lists(numbers, unique=True, max_size=6))
    ]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(people(), accounts(), st.sampled_from(["overwritten", "independent"]))
def test_after_a_push_nothing_is_left_to_write(persons, users, names):
    """Whoever could be pushed was; a second push of the plan has nothing to do."""
    with TemporaryDirectory() as folder:
        sandbox = make_sandbox(Path(folder) / "sandbox.db", users)
        with Sandbox(sandbox) as opened:
            opened.configure(names=names)
        config = configured(sandbox)
        main = config.directories["main"].model_copy(update={"names": names, "unmatched": "deactivate"})
        config = config.model_copy(update={"directories": {"main": main}})
        plan = save_plan(Path(folder) / "plan.db", persons, config, mapper=MAPPER)
        result = push_plan(plan, config, verify=True)
        assert (result.skipped, result.failed, result.pending, result.differences) == (0, 0, 0, 0)
        left = changes_of(save_plan(Path(folder) / "again.db", persons, config, mapper=MAPPER))
        assert [change for change in left if change.action in WRITES] == []
