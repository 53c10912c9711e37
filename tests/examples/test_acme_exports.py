"""The example's exports are what they say, and hold what is meant to break things."""

import csv
import json
from pathlib import Path

import pytest

from nameplate.locales import country_code, iana_timezone

ACME = Path(__file__).parents[2] / "examples" / "acme"


def records(name):
    """The raw records of an export, and its closing line or None."""
    rows = [json.loads(line) for line in (ACME / "exports" / f"{name}.jsonl").read_text("utf-8").splitlines()]
    closing = rows[-1].get("@nameplate")
    return (rows[:-1], closing) if closing else (rows, None)


def country(name, record):
    """The text that an export has for a person's country."""
    if name == "entra":
        return record["usageLocation"] or record["country"] or ""
    if name == "google":
        address = record["addresses"][0]
        return address.get("countryCode") or address.get("country", "")
    return record["profile"]["countryCode"]


@pytest.mark.parametrize("name", ["entra", "google"])
def test_the_closing_line_counts_people_and_names_members(name):
    """Entra's and Google's files say that they are complete, with the right number, fields and group members."""
    people, closing = records(name)
    assert closing["complete"] is True
    assert closing["people"] == len(people)
    assert set(closing["fields"]) == set().union(*people)
    ids = {person["id"] for person in people}
    assert closing["groups"]
    assert all(members and set(members) <= ids for members in closing["groups"].values())


def test_okta_has_no_closing_line():
    """Okta's file does not say that it is complete."""
    assert records("okta")[1] is None


def test_there_are_sixty_people_in_twelve_countries():
    """The example is large enough to show something, and every country but one made-up one is recognized."""
    found = [country(name, person) for name in ("entra", "google", "okta") for person in records(name)[0]]
    assert len(found) >= 60
    assert len({country_code(text) for text in found if text != "Atlantis"}) >= 12
    assert "Atlantis" in found


def test_ids_are_distinct():
    """No record repeats another's id."""
    ids = [person["id"] for name in ("entra", "google", "okta") for person in records(name)[0]]
    assert len(set(ids)) == len(ids)


def test_what_breaks_things_is_there():
    """Each kind of difficult record is in the files."""
    entra, google, okta = (records(name)[0] for name in ("entra", "google", "okta"))
    zones = {person["onPremisesExtensionAttributes"]["extensionAttribute3"] for person in entra} - {None}
    with pytest.raises(ValueError, match=r"'GMT\+4' is not a time zone"):
        [iana_timezone(zone) for zone in zones]
    assert iana_timezone("W. Europe Standard Time", "CH") == "Europe/Zurich"
    assert any(person["userType"] == "Guest" for person in entra)
    assert {True, False, None} == {person.get("accountEnabled") for person in entra}
    assert any(not (person["jobTitle"] or "").isprintable() for person in entra)
    assert any(person["mail"] is None for person in entra)
    assert max(len(person["name"]["givenName"]) for person in google) == 60
    assert any("organizations" not in person for person in google)
    assert any("familyName" not in person["name"] for person in google)
    assert any(person["suspended"] for person in google)
    assert any(person["archived"] for person in google)
    statuses = {person["status"] for person in okta}
    assert {"STAGED", "SUSPENDED", "DEPROVISIONED", "PROVISIONED", "LOCKED_OUT", "HIBERNATED"} <= statuses
    assert any(person["profile"]["email"] is None for person in okta)
    assert {"JPN", "United States of America"} <= {person["profile"]["countryCode"] for person in okta}
    assert {person["mail"] for person in entra} & {person["profile"]["email"] for person in okta} > {None}


def test_chosen_names_are_for_people_of_the_exports():
    """Each row of people.csv belongs to somebody, and has a reason."""
    addresses = {person["mail"] for person in records("entra")[0]}
    addresses |= {person["profile"]["email"] for person in records("okta")[0]}
    with (ACME / "people.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 3
    assert {row["email"] for row in rows} <= addresses
    assert all(row["reason"] for row in rows)
