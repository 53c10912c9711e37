"""Outcomes as JUnit XML, which every CI shows."""

from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

from nameplate.checking.examples.running import Broken, Outcome
from nameplate.checking.examples.texts import problem


def junit(outcomes: Sequence[Outcome | Broken]) -> str:
    """One test suite for each file, one case for each example; a file that can't be read is one error."""
    suites: dict[str, list[Outcome | Broken]] = {}
    for outcome in outcomes:
        path = outcome.path if isinstance(outcome, Broken) else outcome.file.path
        suites.setdefault(str(path), []).append(outcome)
    lines = ['<?xml version="1.0" encoding="utf-8"?>', "<testsuites>"]
    for name, some in suites.items():
        lines += [*_suite(name, some)]
    return "\n".join([*lines, "</testsuites>", ""])


def _suite(name: str, outcomes: Sequence[Outcome | Broken]) -> list[str]:
    errors = sum(isinstance(one, Broken) or bool(one.findings) for one in outcomes)
    failures = sum(not isinstance(one, Broken) and bool(one.differences) for one in outcomes)
    skipped = sum(not isinstance(one, Broken) and bool(one.skipped) for one in outcomes)
    seconds = sum(one.seconds for one in outcomes if not isinstance(one, Broken))
    counts = f'tests="{len(outcomes)}" failures="{failures}" errors="{errors}" skipped="{skipped}"'
    head = f'<testsuite name={quoteattr(_xml(name))} {counts} time="{seconds:.3f}">'
    return [head, *(_case(name, one) for one in outcomes), "</testsuite>"]


def _case(file: str, outcome: Outcome | Broken) -> str:
    if isinstance(outcome, Broken):
        said = "\n".join(f"{one.address}: {one.code} {one.message}" for one in outcome.findings)
        return f'<testcase name="(the file)" classname={quoteattr(_xml(file))}>{_part("error", said)}</testcase>'
    head = (
        f"<testcase name={quoteattr(_xml(outcome.example.name))} classname={quoteattr(_xml(file))} "
        f'file={quoteattr(_xml(file))} line="{outcome.example.line}" time="{outcome.seconds:.3f}"'
    )
    if outcome.skipped:
        return f"{head}><skipped message={quoteattr(_xml(outcome.skipped))}/></testcase>"
    if outcome.failed:
        return f"{head}>{_part('error' if outcome.findings else 'failure', problem(outcome))}</testcase>"
    return f"{head}/>"


def _part(kind: str, text: str) -> str:
    first = text.strip().splitlines()[0] if text.strip() else kind
    return f"<{kind} message={quoteattr(_xml(first))}>{escape(_xml(text))}</{kind}>"


def _xml(text: str) -> str:
    """The text without the characters that XML 1.0 can't hold."""
    return "".join(character for character in text if character in "\t\n" or " " <= character < "\ufffe")
