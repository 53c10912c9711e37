"""The contract passes a good connector, and each of its checks fails one that breaks its promise."""

import inspect
from pathlib import Path
from typing import Any

import pytest

from nameplate.testing import ConnectorContract
from support.broken_staff import BREACHES, Breach
from support.staff import StaffContract

pytest_plugins = ["pytester"]

CHECKS = sorted(name for name in dir(ConnectorContract) if name.startswith("test_"))


class TestStaff(StaffContract):
    """A good connector keeps every promise."""


@pytest.mark.parametrize("breach", BREACHES, ids=lambda one: f"{one.check}-{one.connector.__name__}")
@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_broken_promise_is_noticed(breach: Breach, tmp_path: Path, request: pytest.FixtureRequest):
    """A connector that breaks a promise fails the check for it, and the check says what is wrong."""
    contract = contract_for(connector=breach.connector, **breach.overrides)
    check = getattr(contract, f"test_{breach.check}")
    fixtures = {name: request.getfixturevalue(name) for name in parameters(check) if name in {"caplog", "monkeypatch"}}
    with pytest.raises(BaseException, match=breach.words), contract.staged(tmp_path):
        check(**fixtures, **breach.arguments)


@pytest.mark.parametrize("check", CHECKS)
def test_every_check_has_a_broken_connector(check: str):
    """There is a broken connector, or a test of its own, for each check."""
    own = {"test_not_applicable"}
    assert check in own or check.removeprefix("test_") in {breach.check for breach in BREACHES}


@pytest.mark.parametrize("check", CHECKS)
def test_every_check_says_its_promise(check: str):
    """The docstring of each check is a sentence."""
    assert (getattr(ConnectorContract, check).__doc__ or "").rstrip().endswith(".")


def test_a_check_is_left_out_only_with_a_reason():
    """A blank reason, or a check that does not exist, fails."""
    for wrong in ({"paging": "  "}, {"pagination": "it has no pages"}):
        with pytest.raises(AssertionError, match=r"without a reason|no checks"):
            contract_for(not_applicable=wrong).test_not_applicable()
    contract_for(not_applicable={"paging": "it has no pages"}).test_not_applicable()


def test_a_check_with_a_reason_is_skipped(pytester: pytest.Pytester):
    """Pytest shows the reason, and does not count the check as passed."""
    pytester.makepyfile(
        """
        from support.staff import StaffContract

        class TestStaff(StaffContract):
            not_applicable = {"closing": "made up for a test"}
        """
    )
    result = pytester.runpytest("-k", "closing", "-rs")
    result.assert_outcomes(skipped=1)
    result.stdout.fnmatch_lines(["*made up for a test*"])


def test_too_few_pages_are_told(tmp_path: Path):
    """A contract whose people fit on one page would prove nothing about paging, and says so."""
    contract = contract_for(people=5)
    with pytest.raises(AssertionError, match="raise `people`"), contract.staged(tmp_path):
        contract.test_paging(None)


def test_an_answer_that_fails_is_told_to_its_author(tmp_path: Path):
    """An exception in `answer` is not taken for the service's."""

    def answer(*_: Any) -> Any:
        raise KeyError("start")

    contract = contract_for(answer=answer)
    with (
        pytest.raises(AssertionError, match="`answer` itself failed"),
        contract.staged(tmp_path),
        pytest.raises(Exception, match="500"),
    ):
        contract.test_paging(None)


def contract_for(**attributes: Any) -> StaffContract:
    """Staff's contract with some attributes replaced."""
    return type("Contract", (StaffContract,), attributes)()


def parameters(check: Any) -> set[str]:
    """The names of a check's parameters."""
    return set(inspect.signature(check).parameters)
