"""What a whole preview costs, offline into a plan file, beside a floor written by hand.

    python benchmarks/preview.py [people ...] [--changed PERCENT] [--again] [--runs N] [--keep FOLDER]

For each number of people (default: 10000) a snapshot of Okta users and a directory of as many accounts are made, of
which PERCENT (default: 1) have another display name; then two programs preview them, each in a process of its own:

- floor: reads the same files with orjson, maps by hand-written functions, compares dictionaries, writes the changes
  to SQLite; it normalizes, validates, correlates and judges nothing;
- nameplate: as installed, all of it.

Printed are wall time, CPU, peak memory, and the ratios to the floor and to the size before. `--again` previews with
rows kept for the next time, then a second time with nothing changed, and once more with the titles of one in a hundred
records edited. With `--runs` each is done so many times in turn, and the cheapest run of each counts, since other work
on the machine makes a run dearer and never cheaper.
"""

import argparse
import asyncio
import json
import random
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import orjson

PLACES = (
    ("US", "Dallas", "America/Chicago", "en"),
    ("HU", "Budapest", "Europe/Budapest", "hu"),
    ("JP", "Tokyo", "Asia/Tokyo", "ja"),
    ("DE", "Berlin", "Europe/Berlin", "de"),
)
GIVEN = ("Mary", "Ann-Kathrin", "John", "Péter", "太郎", "José", "Zoltán")
FAMILY = ("Smith", "O'Neil", "van der Berg", "Nagy", "山田", "Müller")
FAMILY_FIRST = frozenset({"JP", "HU"})

ROOT = """{% set company = "Acme" %}
{% block user_name %}{{ user.user_name | lower }}{% endblock %}
{% block email %}{{ user.email }}{% endblock %}
{% block display_name %}{{ user.given_name }} {{ user.family_name }}{% endblock %}
{% block given_name %}{{ user.given_name }}{% endblock %}
{% block family_name %}{{ user.family_name }}{% endblock %}
{% block organization %}{{ company }}{% endblock %}
{% block job_title %}{{ user.title }}{% endblock %}
{% block department %}{{ user.department }}{% endblock %}
{% block timezone %}{{ user.timezone or "UTC" }}{% endblock %}
{% block preferred_language %}{{ user.preferred_language }}{% endblock %}
"""
MAPPINGS = {
    "root.j2": ROOT,
    "east.j2": '{% extends "root.j2" %}'
    "{% block display_name %}{{ user.family_name }} {{ user.given_name }}{% endblock %}",
    "us.j2": '{% extends "root.j2" %}{% block timezone %}{{ user.timezone or "America/Chicago" }}{% endblock %}',
    "de.j2": '{% extends "root.j2" %}{% block job_title %}{{ user.title }}{% endblock %}',
}
CONFIGURATION = """
organization: {verified_domains: [acme.example], sso_name_claims: removed}
mappings: ./mappings
regions:
  - {name: east, when: {country: [JP, HU]}, mapping: east.j2}
  - {name: us, when: {country: [US]}, mapping: us.j2}
  - {name: germany, when: {country: [DE]}, mapping: de.j2}
  - {name: everyone else, mapping: root.j2}
directories:
  main: {sandbox: ./directory.db, attributes_in: core}
connections:
  okta: {connector: okta, directory: main, snapshot: ./okta.jsonl, snapshot_complete: true}
"""


def person(number: int, chance: random.Random) -> dict[str, Any]:
    """An Okta user as its API gives it."""
    country, city, zone, language = chance.choice(PLACES)
    given, family, address = chance.choice(GIVEN), chance.choice(FAMILY), f"p.{number}@acme.example"
    return {
        "id": f"00u{number:017}",
        "status": "ACTIVE",
        "created": "2020-04-01T00:00:00.000Z",
        "activated": "2020-04-01T00:00:01.000Z",
        "statusChanged": "2020-04-01T00:00:01.000Z",
        "lastLogin": "2026-10-01T08:00:00.000Z",
        "lastUpdated": "2026-10-01T00:00:00.000Z",
        "passwordChanged": None,
        "type": {"id": "oty1a2b3c4d5e6f7g8h9"},
        "profile": {
            "login": address,
            "email": address,
            "firstName": given,
            "lastName": family,
            "middleName": None,
            "nickName": None,
            "displayName": f"{given} {family}",
            "organization": "Acme Inc.",
            "department": chance.choice(("Finance", "IT Operations", "Human Resources")),
            "division": chance.choice(("", "North")),
            "title": chance.choice(("Analyst", "Senior Engineer", "Manager")),
            "timezone": zone,
            "preferredLanguage": language,
            "locale": f"{language}_{country}",
            "countryCode": country,
            "city": city,
            "manager": "boss@acme.example",
            "employeeNumber": f"{100000 + number}",
            "mobilePhone": None,
            "secondEmail": None,
            "userType": "employee",
            "costCenter": "CC-1004",
            "badgeName": f"{given}-{number}",
        },
        "credentials": {"provider": {"type": "OKTA", "name": "OKTA"}},
        "_links": {"self": {"href": f"https://acme.okta.com/api/v1/users/00u{number:017}"}},
    }


def by_hand(record: dict[str, Any]) -> dict[str, Any]:
    """What the mappings make of a record."""
    profile = record["profile"]
    names = (profile["firstName"], profile["lastName"])
    return {
        "userName": profile["login"].lower(),
        "email": profile["email"],
        "displayName": " ".join(names[::-1] if profile["countryCode"] in FAMILY_FIRST else names),
        "givenName": profile["firstName"],
        "familyName": profile["lastName"],
        "organization": "Acme",
        "title": profile["title"],
        "department": profile["department"],
        "timezone": profile["timezone"],
        "preferredLanguage": profile["preferredLanguage"],
        "active": record["status"] == "ACTIVE",
    }


def account(record: dict[str, Any], chance: random.Random, changed: float) -> dict[str, Any]:
    """The account that a push of the record made, with another display name for the share that changed."""
    wanted = by_hand(record)
    display_name = wanted["displayName"] + (" (old)" if chance.random() < changed else "")
    return {
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
        "id": f"{chance.getrandbits(128):032x}",
        "externalId": record["id"],
        "userName": wanted["userName"],
        "name": {
            "formatted": display_name,
            "givenName": wanted["givenName"],
            "familyName": wanted["familyName"],
        },
        "displayName": display_name,
        "emails": [{"value": wanted["email"], "type": "work", "primary": True}],
        **{
            key: wanted[key]
            for key in ("title", "department", "organization", "timezone", "preferredLanguage", "active")
        },
        "groups": [],
        "meta": {"resourceType": "User", "created": "2021-02-16T15:05:41.185473Z"},
    }


def make(folder: Path, people: int, changed: float) -> None:
    """The configuration, the mappings, the snapshot and the directory, whose accounts stand in another order."""
    from nameplate.directory.sandbox import load_sandbox  # noqa: PLC0415 -- the floor must not load nameplate

    (folder / "mappings").mkdir(parents=True)
    for name, text in MAPPINGS.items():
        (folder / "mappings" / name).write_text(text, encoding="utf-8")
    (folder / "nameplate.yaml").write_text(CONFIGURATION, encoding="utf-8")
    chance = random.Random(9)

    def accounts() -> Iterator[dict[str, Any]]:
        order = list(range(people))
        chance.shuffle(order)
        for number in order:
            yield account(person(number, random.Random(number)), chance, changed)

    with (folder / "okta.jsonl").open("wb") as file:
        for number in range(people):
            file.write(orjson.dumps(person(number, random.Random(number))) + b"\n")
    load_sandbox(folder / "directory.db", accounts())


def edit(folder: Path) -> None:
    """Give one in a hundred people another title."""
    snapshot = folder / "okta.jsonl"
    with snapshot.open("rb") as file, (folder / "edited.jsonl").open("wb") as edited:
        for number, line in enumerate(file):
            if number % 100 == 0:
                record = orjson.loads(line)
                record["profile"]["title"] = "Chief"
                line = orjson.dumps(record) + b"\n"  # noqa: PLW2901 -- the line as it is now
            edited.write(line)
    (folder / "edited.jsonl").replace(snapshot)


def floor(folder: Path) -> int:
    """The least that a preview has to do."""
    present: dict[str, dict[str, Any]] = {}
    directory = sqlite3.connect(folder / "directory.db")
    for (body,) in directory.execute("select body from resource"):
        user = orjson.loads(body)
        present[user["externalId"]] = {
            "userName": user["userName"],
            "email": user["emails"][0]["value"],
            "displayName": user["displayName"],
            "givenName": user["name"]["givenName"],
            "familyName": user["name"]["familyName"],
            "organization": user["organization"],
            "title": user["title"],
            "department": user["department"],
            "timezone": user["timezone"],
            "preferredLanguage": user["preferredLanguage"],
            "active": user["active"],
        }
    changes = []
    with (folder / "okta.jsonl").open("rb") as file:
        for line in file:
            record = orjson.loads(line)
            wanted = by_hand(record)
            held = present.pop(record["id"], None)
            if held != wanted:
                differing = {
                    key: [held and held[key], value] for key, value in wanted.items() if not held or held[key] != value
                }
                changes.append((record["id"], "update" if held else "create", orjson.dumps(differing)))
    changes += [(external_id, "deactivate", b"") for external_id in present]
    plan = sqlite3.connect(folder / "floor.db")
    plan.execute("create table change(id, action, difference)")
    plan.executemany("insert into change values(?,?,?)", changes)
    plan.commit()
    return len(changes)


def nameplate(folder: Path) -> int:
    """The preview."""
    from nameplate.config import load_config  # noqa: PLC0415 -- as above
    from nameplate.planning import PreviewOptions, preview  # noqa: PLC0415
    from nameplate.plugins import load_plugins  # noqa: PLC0415

    plugins = load_plugins()
    config = load_config(folder / "nameplate.yaml", plugins.settings_models)
    options = PreviewOptions(cache="--cache" in sys.argv)
    with asyncio.run(preview(config, plugins, out=folder / "plan.db", options=options)) as plan:
        for timing in plan.timings:
            print(f"    {timing.stage:10} {timing.seconds:7.2f} s {timing.per_second:12,.0f} people/s", file=sys.stderr)
        return plan.count(actions=["update", "create", "deactivate"])


PROGRAMS: dict[str, Callable[[Path], int]] = {"floor": floor, "nameplate": nameplate}


def run(program: str, folder: Path) -> None:
    """One program in this process; prints what it cost as JSON."""
    began = time.perf_counter()
    changes = PROGRAMS[program](folder)
    usage = resource.getrusage(resource.RUSAGE_SELF)
    cost = {
        "wall": time.perf_counter() - began,
        "cpu": usage.ru_utime + usage.ru_stime,
        "memory": usage.ru_maxrss / 1024,
        "changes": changes,
    }
    print(json.dumps(cost))


def measure(program: str, folder: Path, *more: str) -> dict[str, float]:
    """What a program costs in a process of its own."""
    command = [sys.executable, __file__, "--run", program, "--keep", str(folder), *more]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)  # noqa: S603 -- this very script
    cost: dict[str, float] = json.loads(done.stdout)
    return cost


def measure_all(folder: Path, *, again: bool) -> Iterator[tuple[str, dict[str, float]]]:
    """What each program costs, as if nothing had been done before."""
    (folder / "floor.db").unlink(missing_ok=True)
    shutil.rmtree(folder / ".nameplate", ignore_errors=True)
    for program in PROGRAMS:
        yield program, measure(program, folder)
    if again:
        yield "first, kept", measure("nameplate", folder, "--cache")
        yield "again", measure("nameplate", folder, "--cache")


def main() -> None:
    """Make the people, run the programs, print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("people", nargs="*", type=int, default=[10_000])
    parser.add_argument("--changed", type=float, default=1.0, help="percent of the people")
    parser.add_argument(
        "--again", action="store_true", help="preview a second time, nothing changed, and a third, records edited"
    )
    parser.add_argument("--runs", type=int, default=1, help="how often everything is measured; the cheapest counts")
    parser.add_argument(
        "--keep", type=Path, help="make the files here, in a folder for each number of people, and let them stay"
    )
    parser.add_argument("--run", choices=PROGRAMS, help=argparse.SUPPRESS)
    parser.add_argument("--cache", action="store_true", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.run:
        run(chosen.run, chosen.keep)
        return
    before: dict[str, float] = {}
    for people in chosen.people:
        with tempfile.TemporaryDirectory() as temporary:
            folder = (chosen.keep or Path(temporary)) / str(people)
            make(folder, people, chosen.changed / 100)
            costs: dict[str, dict[str, float]] = {}
            for _ in range(chosen.runs):
                for name, cost in measure_all(folder, again=chosen.again):
                    costs[name] = min(costs.get(name, cost), cost, key=lambda one: one["cpu"])
            if chosen.again:
                edit(folder)
                costs["edited"] = measure("nameplate", folder, "--cache")
        print(f"\n{people:,} people, {chosen.changed:g}% changed")
        for program, cost in costs.items():
            print(
                f"  {program:12} {cost['wall']:7.1f} s wall {cost['cpu']:7.1f} s CPU "
                f"{cost['cpu'] / people * 1e6:6.1f} µs/person {cost['memory']:7.0f} MB  {cost['changes']:,} changes"
            )
        print(f"  CPU: {costs['nameplate']['cpu'] / costs['floor']['cpu']:.2f} times the floor", end="")
        if before:
            times, more = costs["nameplate"]["wall"] / before["wall"], costs["nameplate"]["memory"] - before["memory"]
            print(f"; {times:.1f} times the wall time of the size before, {more:+.0f} MB", end="")
        if chosen.again:
            first = costs["first, kept"]["cpu"]
            print(f"; kept: {first / costs['floor']['cpu']:.2f} times the floor", end="")
            print(f"; again: {costs['again']['cpu'] / first:.2f} times the first", end="")
            print(f"; edited: {costs['edited']['cpu'] / first:.2f} times the first", end="")
        print()
        before = costs["nameplate"]


if __name__ == "__main__":
    main()
