"""semantics: "Guards", through `nameplate preview`."""

import pytest

from support.organization import Organization, Preview, account, okta


def guard(preview: Preview, name: str) -> dict:
    """The verdict of one guard on the directory."""
    return next(one for one in preview.report["guards"] if one["guard"] == name and "connection" not in one)


def leavers(acme: Organization, leaving: int, staying: int) -> None:
    """So many people who leave and stay, all with accounts."""
    gone = [okta(f"gone{n}", status="DEPROVISIONED") for n in range(leaving)]
    here = [okta(f"here{n}") for n in range(staying)]
    acme.people = {"okta": gone + here}
    acme.accounts = [account(f"gone{n}") for n in range(leaving)] + [account(f"here{n}") for n in range(staying)]


@pytest.mark.parametrize(("leaving", "holds"), [(9, True), (10, False)])
def test_below_its_floor_a_guard_does_not_bite(acme: Organization, leaving: int, holds: bool):  # noqa: FBT001 -- data
    """Deactivations bite from ten on: 2 percent of a small directory is nothing to refuse over."""
    leavers(acme, leaving, 30)
    verdict = guard(acme.preview(), "deactivations")
    assert verdict["actual"] == leaving
    assert verdict["holds"] is holds


def test_the_smaller_of_count_and_percent_bites(acme: Organization):
    """`count` and `percent` combine."""
    leavers(acme, 5, 45)
    acme.more = {"guards": {"deactivations": {"percent": 50, "count": 4, "floor": 0}}}
    assert guard(acme.preview(), "deactivations")["holds"] is False
    acme.more = {"guards": {"deactivations": {"percent": 8, "count": 100, "floor": 0}}}
    assert guard(acme.preview(), "deactivations")["holds"] is False
    acme.more = {"guards": {"deactivations": {"percent": 10, "count": 5, "floor": 0}}}
    assert guard(acme.preview(), "deactivations")["holds"] is True


def test_percent_is_of_the_active_accounts(acme: Organization):
    """Inactive accounts don't make a limit larger."""
    leavers(acme, 2, 18)
    acme.accounts = [*acme.accounts, *(account(f"off{n}", active=False) for n in range(80))]
    acme.more = {"guards": {"deactivations": {"percent": 9, "count": 100, "floor": 0}}}
    assert guard(acme.preview(), "deactivations")["holds"] is False


def test_the_first_fill_of_an_empty_directory_is_judged_by_its_people(acme: Organization):
    """Of no accounts, `percent` is of the plan's people."""
    acme.people = {"okta": [okta(f"p{n}") for n in range(120)]}
    verdict = guard(acme.preview(), "creations")
    assert verdict["actual"] == 120
    assert verdict["out_of"] == 120
    assert verdict["holds"] is False


def test_a_guard_that_does_not_hold_leaves_the_preview_at_zero(acme: Organization):
    """The preview shows what a push would refuse; it does not fail."""
    leavers(acme, 12, 12)
    preview = acme.preview()
    assert preview.exit_code == 0
    assert guard(preview, "deactivations")["holds"] is False


def test_a_connection_has_a_guard_of_its_own(acme: Organization):
    """Twenty percent of one connection's people leaving refuses, even in a large directory."""
    gone = [okta(f"gone{n}", status="DEPROVISIONED") for n in range(12)]
    acme.people = {"small": gone + [okta(f"s{n}") for n in range(12)], "large": [okta(f"l{n}") for n in range(600)]}
    keys = [f"gone{n}" for n in range(12)] + [f"s{n}" for n in range(12)] + [f"l{n}" for n in range(600)]
    acme.accounts = [account(key) for key in keys]
    verdicts = [one for one in acme.preview().report["guards"] if one.get("connection") == "small"]
    assert [one["holds"] for one in verdicts] == [False]


@pytest.mark.parametrize("pattern", ["ann@acme.example", "ANN@*", "*nn@acme.example"])
def test_a_protected_person_is_never_renamed_readdressed_or_deactivated(acme: Organization, pattern: str):
    """The offending change is blocked, by globs in any case, on source, mapped and current addresses."""
    acme.more = {"protected": [pattern]}
    acme.accounts = [account("ann")]
    for person in (okta("ann", "Anne"), okta("ann", status="SUSPENDED"), okta("ann", email="other@acme.example")):
        acme.people = {"okta": [person]}
        preview = acme.preview()
        assert preview.summary == {"blocked": 1}
        assert "NP508" in [found["code"] for found in preview.report["changes"][0]["findings"]]


def test_a_protected_person_may_still_get_a_new_department(acme: Organization):
    """Protection is about access and names, not about everything."""
    acme.more = {"protected": ["ann@acme.example"]}
    acme.people = {"okta": [okta("ann", department="IT")]}
    acme.accounts = [account("ann")]
    assert acme.preview().summary == {"update": 1}


def test_a_clearing_rule_is_counted(acme: Organization):
    """Attributes that would be cleared are a guard of their own."""
    acme.people = {"okta": [okta(f"p{n}") for n in range(60)]}
    acme.accounts = [account(f"p{n}", department="HR") for n in range(60)]
    verdict = guard(acme.preview(), "clears")
    assert verdict["actual"] == 60
    assert verdict["holds"] is False
