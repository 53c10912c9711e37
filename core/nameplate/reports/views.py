"""What the HTML report and the review pages show of a change; both render the same templates with it."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from nameplate.findings import Finding
from nameplate.model import Action, AttributeChange, Change
from nameplate.reports.difference import Marked, mark
from nameplate.reports.labels import ABSENT, HEADINGS, attribute_word, without_twins


@dataclass(frozen=True)
class AttributeView:
    """An attribute with its differing parts marked; `before` is None for a creation."""

    path: str
    word: str
    before: Marked | None
    after: Marked
    rule: str


@dataclass(frozen=True)
class ChangeView:
    """A change as a page shows it."""

    id: int
    action: Action
    heading: str
    person: str
    user_name: str
    place: tuple[str, ...]
    attributes: tuple[AttributeView, ...]
    findings: tuple[Finding, ...]
    outcome: str


@lru_cache(maxsize=1)
def environment() -> Environment:
    """The environment of the templates that report and pages share; everything is escaped."""
    environment = Environment(
        loader=PackageLoader("nameplate.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(ABSENT=ABSENT, HEADINGS=HEADINGS, attribute_word=attribute_word)
    return environment


def change_view(change: Change, outcome: str = "") -> ChangeView:
    """The change, ready to be rendered."""
    return ChangeView(
        id=change.id,
        action=change.action,
        heading=HEADINGS[change.action],
        person=change.person,
        user_name=change.user_name,
        place=tuple(part for part in (change.region, change.connection, change.directory) if part),
        attributes=tuple(attribute_view(attribute, change.action) for attribute in without_twins(change.attributes)),
        findings=change.findings,
        outcome=outcome,
    )


def attribute_view(attribute: AttributeChange, action: Action) -> AttributeView:
    """The attribute with what differs marked."""
    before, after = mark(attribute.before, attribute.after)
    created = action is Action.CREATE
    return AttributeView(
        attribute.path, attribute_word(attribute.path), None if created else before, after, attribute.rule
    )


def render_change(change: Change, outcome: str = "") -> str:
    """The change as the HTML of one row."""
    macros: Any = environment().get_template("change.html.j2").module
    return str(macros.change_row(change_view(change, outcome)))
