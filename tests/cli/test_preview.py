"""`nameplate preview` refuses a slip, and says what to do with a plan that it saved."""

import shutil
from pathlib import Path

import pytest

from support.small_company import account, employee, small_company


@pytest.fixture
def company(tmp_path):
    """One person whose name would change."""
    return small_company(tmp_path, [employee(1, countryCode="JP")], [account(1)])


def said(nameplate, *words):
    """The last line on standard error."""
    ended = nameplate("preview", *words)
    assert ended.code == 0, ended.err
    return ended.err.splitlines()[-1]


def test_the_command_that_pushes_it(nameplate, company):
    """With the configuration that it was made with, ready for a shell."""
    plan = company.with_name("my plan.db")
    line = said(nameplate, "-c", str(company), "--out", str(plan))
    assert line.endswith(f"Push it with: nameplate -c {company} push '{plan}'")


def test_without_c_where_the_configuration_is_that_of_the_folder(nameplate, company, monkeypatch):
    """As short as it can be."""
    monkeypatch.chdir(company.parent)
    assert said(nameplate, "--out", "plan.db").endswith("Push it with: nameplate push plan.db")


def test_a_plan_against_a_sandbox_is_not_to_be_pushed(nameplate, company, monkeypatch):
    """A push to the directories would refuse it."""
    monkeypatch.chdir(company.parent)
    shutil.copy("practice.db", "copy.db")
    line = said(nameplate, "--sandbox", "copy.db", "--out", "plan.db")
    assert "compares with copy.db" in line
    assert "Push it" not in line
    refused = nameplate("push", "plan.db")
    assert refused.code == 1
    assert f"sandbox:{Path('copy.db').absolute()}" in refused.err


def test_a_plan_that_changes_nobody(nameplate, company, monkeypatch):
    """There is nothing to push."""
    monkeypatch.chdir(company.parent)
    said(nameplate, "--out", "plan.db")
    assert nameplate("push", "plan.db").code == 0
    assert said(nameplate, "--out", "again.db").endswith("there is nothing in it to push.")


@pytest.mark.parametrize("words", [("--region", "jpan"), ("--connection", "jpan")])
def test_a_choice_that_the_configuration_does_not_know_is_wrong_usage(nameplate, company, words):
    """An empty preview would look as if nobody changed there."""
    ended = nameplate("preview", "-c", str(company), *words)
    assert (ended.code, ended.out) == (2, "")
    assert "'jpan'" in ended.err


def test_an_undo_knows_the_regions_of_its_plan(nameplate, company, monkeypatch):
    """A region may be gone since the push."""
    monkeypatch.chdir(company.parent)
    said(nameplate, "--out", "plan.db")
    assert nameplate("push", "plan.db").code == 0
    company.write_text(company.read_text("utf-8").replace("name: japan", "name: nippon"), "utf-8")
    ended = nameplate("preview", "--undo", "plan.db", "--region", "japan", "--format", "json")
    assert ended.code == 0, ended.err
    assert '"update":1' in ended.out.replace(" ", "")
