from collections.abc import Iterator
from pathlib import Path

import pytest

from nameplate.findings import finding
from nameplate.model import Action, AttributeChange
from nameplate.planning import GuardVerdict, Plan, open_plan
from support.planning_files import change, plan_file

HOSTILE = "</script><img src=x onerror=alert(1)>"


def people() -> list:
    """One person of each action, one of them with a hostile name."""
    return [
        change(1),
        change(
            2,
            Action.CREATE,
            region="budapest",
            person=HOSTILE,
            attributes=(
                AttributeChange("userName", "", "kovacs@acme.example", "default.j2:1"),
                AttributeChange("displayName", "", HOSTILE, "hungary.j2:4"),
            ),
        ),
        change(3, Action.DEACTIVATE, attributes=(AttributeChange("active", "true", "false"),)),
        change(
            4,
            Action.BLOCKED,
            attributes=(),
            findings=(finding("NP401", "email is required and came out empty", attribute="email"),),
        ),
        change(
            5,
            Action.UNCHANGED,
            connection="",
            region="",
            source_id="",
            attributes=(),
            findings=(finding("NP510", "the account matches nobody"),),
        ),
        change(6, attributes=(AttributeChange("phoneNumbers", "=1+1", "+36 1 555 0000", "default.j2:9"),)),
        change(7, attributes=(AttributeChange("department", "HR", "", "default.j2:7"),)),
    ]


GUARDS = (
    GuardVerdict("deactivations", "main", 12, 90, "2% of 90, from 10 on", holds=False, allowed=9),
    GuardVerdict("emails", "main", 0, 90, "2% of 90, from 10 on", holds=True, allowed=9),
)


@pytest.fixture
def plan(tmp_path: Path) -> Iterator[Plan]:
    """A plan with every action, an error on the run, and a guard that refuses."""
    path = plan_file(
        tmp_path / "plan.db",
        people(),
        findings=[finding("NP309", "okta-us was not read to its end", remedy="Try again.")],
        guards=GUARDS,
        source_error="HTTP 503",
    )
    with open_plan(path) as plan:
        yield plan
