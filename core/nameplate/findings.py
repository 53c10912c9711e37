"""The catalogue of findings: every code, its level and its title; docs/findings.md has a page for each.

NP1xx configuration, NP2xx templates, NP3xx source records, NP4xx payloads, NP5xx the directory and the plan,
NP9xx plugins.
"""

from enum import StrEnum
from typing import NamedTuple

import msgspec


class Level(StrEnum):
    """How much a finding weighs."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Finding(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """A coded remark on a person, a mapping or a whole run.

    `file` and `line` are the address of the rule, key or record at fault ("" and 0 where there is none);
    `column` counts from 1. `plugin` names the distribution that made an NP9xx finding.
    """

    code: str
    level: Level
    message: str
    remedy: str = ""
    attribute: str = ""
    file: str = ""
    line: int = 0
    column: int = 0
    plugin: str = ""

    @property
    def address(self) -> str:
        """The address, as `file:line:column`, as far as it is known."""
        parts = [self.file, str(self.line or ""), str((self.line and self.column) or "")]
        return ":".join(part for part in parts if part)


class Code(NamedTuple):
    """One row of the catalogue: the level that `finding` gives unless told otherwise, and what the code means."""

    code: str
    level: Level
    title: str


_E, _W, _N = Level.ERROR, Level.WARNING, Level.NOTE

CATALOGUE: dict[str, Code] = {
    code: Code(code, level, title)
    for code, level, title in (
        # configuration
        ("NP101", _E, "The configuration file can't be read"),
        ("NP102", _E, "A key is unknown"),
        ("NP103", _E, "A value is not what is expected"),
        ("NP104", _E, "A key is missing"),
        ("NP105", _E, "A secret is written down in a file"),
        ("NP106", _E, "Several directories need an Enterprise subscription"),
        ("NP107", _E, "A name is used that nothing defines"),
        ("NP108", _E, "A connector or its SDK is not installed"),
        ("NP109", _E, "A condition can't be evaluated"),
        ("NP110", _W, "Something is defined that nothing uses"),
        ("NP111", _W, "A region can never match"),
        ("NP112", _N, "Two regions overlap"),
        ("NP113", _E, "The chosen names can't be read"),
        ("NP114", _W, "A chosen name is for nobody, or for an unknown attribute"),
        ("NP115", _E, "An environment variable is not set"),
        ("NP116", _W, "Sign-in will undo display names"),
        # templates
        ("NP201", _E, "A template has a syntax error"),
        ("NP202", _E, "A field of `user` is unknown"),
        ("NP203", _E, "A filter, test or function is unknown"),
        ("NP204", _E, "A block is neither an attribute nor called by one"),
        ("NP205", _E, "Text outside blocks is dropped"),
        ("NP206", _E, "Full-width braces are not template code"),
        ("NP207", _E, "A template is not UTF-8"),
        ("NP208", _E, "A required attribute has no rule"),
        ("NP209", _E, "Blocks would depend on their order"),
        ("NP210", _E, "Something is not allowed in a template"),
        ("NP211", _E, "A template is not found"),
        ("NP212", _E, "A template is too large or too deep"),
        ("NP213", _E, "A rule failed for a person"),
        ("NP214", _E, "A rule went over its budget"),
        ("NP215", _W, "A region overrides an identifying attribute"),
        ("NP216", _W, "An attribute is managed in one region and not in another"),
        ("NP217", _W, "The identity provider can't deliver a field"),
        ("NP218", _E, "A constant is one that Atlassian would refuse"),
        ("NP219", _W, "A value may come out empty or as a word"),
        ("NP220", _E, "A required value is empty"),
        ("NP221", _E, "An example fails"),
        ("NP222", _W, "An excuse has no reason, or excuses nothing"),
        # source records
        ("NP301", _W, "A record has no e-mail address"),
        ("NP302", _E, "A record has no readable id"),
        ("NP303", _E, "A record is not an object"),
        ("NP304", _E, "A field of a record has the wrong type"),
        ("NP305", _E, "A status is unknown"),
        ("NP306", _W, "A country is not recognized"),
        ("NP307", _W, "A key was probably not selected"),
        ("NP308", _E, "No region matches a person"),
        ("NP309", _E, "A connection was not read to its end"),
        ("NP310", _E, "A field of a record is too long"),
        ("NP311", _W, "A text can't be romanized"),
        ("NP312", _W, "A record repeats an earlier one"),
        ("NP313", _W, "A person can't be enriched from another connection"),
        # payloads
        ("NP401", _E, "A required attribute is empty"),
        ("NP402", _E, "An e-mail address is not valid"),
        ("NP403", _E, "A value is too long or too short"),
        ("NP404", _E, "A time zone is not an IANA zone"),
        ("NP405", _E, "A language is not a BCP 47 tag"),
        ("NP406", _E, "A value has control characters"),
        ("NP407", _W, "The display name is empty"),
        ("NP408", _E, "`active` is neither true nor false"),
        # the directory and the plan
        ("NP501", _E, "Several people claim one account"),
        ("NP502", _N, "Another person has the account"),
        ("NP503", _E, "The account belongs to another source"),
        ("NP504", _E, "Another account holds the address"),
        ("NP505", _E, "Addresses go round in a circle"),
        ("NP506", _E, "The address would leave the verified domains"),
        ("NP507", _W, "The address is at an unverified domain"),
        ("NP508", _E, "The person is protected"),
        ("NP509", _E, "The account is wanted through another directory"),
        ("NP510", _N, "An account matches nobody"),
        ("NP511", _W, "Nobody is unmatched: a read was not complete"),
        ("NP512", _E, "A guard does not hold"),
        ("NP513", _E, "A directory was not listed to its end"),
        ("NP514", _N, "First and last name differ, the display name does not"),
        ("NP515", _N, "The account is adopted"),
        ("NP516", _E, "Several accounts answer to one person"),
        ("NP517", _N, "The action is switched off for this directory"),
        ("NP518", _N, "A chosen name is used"),
        ("NP519", _N, "A value is not undone"),
        # plugins
        ("NP901", _E, "A plugin failed"),
        ("NP902", _W, "A plugin's remark"),
    )
}


def finding(  # noqa: PLR0913 -- a finding has this many parts, each named at the call
    code: str,
    message: str,
    *,
    level: Level | None = None,
    remedy: str = "",
    attribute: str = "",
    file: str = "",
    line: int = 0,
    column: int = 0,
    plugin: str = "",
) -> Finding:
    """A finding at its catalogue's level, or at `level`.

    Raises:
        KeyError: The code is not in the catalogue.
    """
    return Finding(code, level or CATALOGUE[code].level, message, remedy, attribute, file, line, column, plugin)
