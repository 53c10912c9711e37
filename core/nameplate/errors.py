"""Every exception that nameplate raises on purpose; the command line catches the base once and nowhere else.

NameplateError
├── UsageError            the call's words are off (exit 2)
├── ConfigurationError    nameplate.yaml, a mapping or an exceptions file is wrong; carries its findings
├── PluginError           a plugin could not be loaded, or broke its contract
├── ReadError             an identity provider could not be read to its end
│   ├── SignInRefused     the credentials were not accepted
│   ├── PermissionMissing a permission or scope has to be granted
│   ├── UnknownGroup      the scope names a group that is not there
│   ├── UnexpectedAnswer  the answer is not what the interface promises (cut off, HTML, repeated)
│   └── Unavailable       it may work later; the only one that is tried again
├── RecordError           one record can't be read; one person is blocked
├── RuleError             one rule failed for one person
│   └── BudgetExceeded    a rule took more than its budget; it is stopped for the whole run
├── DirectoryError        the Atlassian directory refused or answered nonsense
│   ├── DirectoryRefused  key, permission or address (401, 403, 404)
│   ├── DirectoryConflict 409: the name or address is taken
│   └── DirectoryUnavailable  429, 5xx, time-outs, lost connections
└── PlanError             a plan file is not one, was edited, is expired, stale, applied or locked
    └── GuardRefused      a guard does not hold
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nameplate.findings import Finding


class NameplateError(Exception):
    """What happened, on which input, and what to do next.

    Args:
        message: What happened and where, in plain English; never a secret.
        remedy: What the reader can do about it, or "".
    """

    exit_code = 1

    def __init__(self, message: str, *, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.message}\n{self.remedy}" if self.remedy else self.message


class UsageError(NameplateError):
    """The command was called with words that don't fit."""

    exit_code = 2


class ConfigurationError(NameplateError):
    """The configuration or a mapping is wrong; all that is wrong, at once.

    Args:
        findings: One for each mistake, with file, line and column.
    """

    def __init__(self, message: str, *, findings: "Sequence[Finding]" = (), remedy: str = "") -> None:
        super().__init__(message, remedy=remedy)
        self.findings = tuple(findings)


class PluginError(NameplateError):
    """A plugin could not be loaded or does not keep its contract."""


class ReadError(NameplateError):
    """An identity provider could not be read to its end: nothing may be inferred from who is missing."""


class SignInRefused(ReadError):
    """The identity provider did not accept the credentials."""


class PermissionMissing(ReadError):
    """The credentials lack a permission or scope; the remedy names it."""


class UnknownGroup(ReadError):
    """The scope names a group that the identity provider doesn't have."""


class UnexpectedAnswer(ReadError):
    """The answer is not of the promised shape: cut off, HTML, another kind, a repeated page, a foreign link."""


class Unavailable(ReadError):
    """The identity provider can't answer now; the only read error that is tried again.

    Args:
        retry_after: Seconds that the server asked to wait, or None.
    """

    def __init__(self, message: str, *, retry_after: float | None = None, remedy: str = "") -> None:
        super().__init__(message, remedy=remedy)
        self.retry_after = retry_after


class RecordError(NameplateError):
    """One source record, or one value in it, can't be read; it blocks one person.

    Args:
        field: The `SourceUser` field at fault, or "" for the whole record.
        code: The finding's code.
    """

    def __init__(self, message: str, *, field: str = "", code: str = "NP304", remedy: str = "") -> None:
        super().__init__(message, remedy=remedy)
        self.field = field
        self.code = code


class RuleError(NameplateError):
    """A rule failed for one person; raised by a filter, the text is meant for the rule's author."""


class BudgetExceeded(RuleError):
    """A rule took more steps, text or memory than its budget."""


class DirectoryError(NameplateError):
    """The Atlassian directory could not do what was asked.

    Args:
        status: The HTTP status, or None where no answer came.
    """

    def __init__(self, message: str, *, status: int | None = None, remedy: str = "") -> None:
        super().__init__(message, remedy=remedy)
        self.status = status


class DirectoryRefused(DirectoryError):
    """The key, its permission or the address is wrong (400, 401, 403, 404)."""


class DirectoryConflict(DirectoryError):
    """Another account holds the user name or the address (409)."""


class DirectoryUnavailable(DirectoryError):
    """The directory can't answer now (429, 5xx, a time-out, a lost connection).

    Args:
        retry_after: Seconds that the server asked to wait, or None.
    """

    def __init__(
        self, message: str, *, status: int | None = None, retry_after: float | None = None, remedy: str = ""
    ) -> None:
        super().__init__(message, status=status, remedy=remedy)
        self.retry_after = retry_after


class PlanError(NameplateError):
    """A plan file can't be used: not a plan, edited, expired, applied already, locked by another push."""


class GuardRefused(PlanError):
    """A guard does not hold; the message says the numbers, the remedy the ways out."""
