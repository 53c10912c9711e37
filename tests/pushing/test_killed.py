"""A push that is killed at any moment goes on where it stood."""

import multiprocessing
import random
import time
from collections import Counter
from pathlib import Path

from nameplate.directory import Faults, RateLimit
from nameplate.planning import open_plan
from support import pushing
from support.planning_parts import person
from support.pushing import changes_of, configured, push_and_exit, save_plan
from support.sandbox import contents, make_sandbox, many_users, served_sandbox

KILLS = 50
FAULTS = Faults(
    errors=0.03, errors_after=0.03, dropped=0.03, cut_off=0.03, latency=0.01, limit=RateLimit(40, 0.5), seed=7
)


def wanted():
    """500 changes: 200 creations, 200 updates, 50 deactivations, 50 who take the address of the one before them."""
    people = [person(f"new-{n}", display_name=f"New {n}") for n in range(200)]
    people += [person(f"source-{n}", f"person{n}@acme.example", display_name=f"山田 {n}") for n in range(200)]
    people += [person(f"source-{n}", f"person{n}@acme.example", active=False) for n in range(200, 250)]
    people += [
        person(
            f"source-{n}", f"person{n + 1 if n % 10 != 9 else f'-moved-{n}'}@acme.example", display_name=f"Moved {n}"
        )
        for n in range(250, 300)
    ]
    return people


def begins(process, plan, before):
    """Whether a push begins before its process ends."""
    process.start()
    while unfinished(plan) == before and process.is_alive():
        time.sleep(0.02)
    return process.is_alive()


def test_killed_fifty_times_under_faults_it_ends_exactly_as_planned(tmp_path, monkeypatch):
    """500 changes; nobody is created twice, nobody left half written, and every answer is accounted for."""
    sandbox = make_sandbox(tmp_path / "sandbox.db", many_users(300))
    context, chance = multiprocessing.get_context("forkserver"), random.Random(11)  # noqa: S311 -- no secret
    monkeypatch.setenv("PYTHONPATH", str(Path(pushing.__file__).parents[1]))
    context.set_forkserver_preload(["support.pushing", "support.sandbox"])
    with served_sandbox(sandbox, faults=FAULTS) as directory:
        plan = save_plan(tmp_path / "plan.db", wanted(), configured(directory))
        assert len(changes_of(plan)) == 500
        for kills in range(KILLS):
            process = context.Process(target=push_and_exit, args=(plan, directory.base_url))
            assert begins(process, plan, kills), "it ended before it was killed often enough"
            process.join(chance.uniform(0, 0.4))
            process.kill()
            process.join()
        process = context.Process(target=push_and_exit, args=(plan, directory.base_url))
        process.start()
        process.join(200)
        assert process.exitcode == 0
    users = contents(sandbox)
    assert len(users) == 500
    assert max(Counter(user["externalId"] for user in users).values()) == 1
    with served_sandbox(sandbox) as directory:
        again = save_plan(tmp_path / "again.db", wanted(), configured(directory))
    assert changes_of(again) == []
    with open_plan(plan) as opened:
        last = {attempt.change_id: attempt.outcome for attempt in opened.attempts()}
    assert Counter(last.values()) == {"applied": 500}
    assert {path.name for path in tmp_path.glob("plan.db*")} <= {"plan.db", "plan.db.lock"}


def unfinished(plan):
    """How many pushes were killed after they had begun."""
    with open_plan(plan, check=False) as opened:
        return sum(not push.ended_at for push in opened.pushes())
