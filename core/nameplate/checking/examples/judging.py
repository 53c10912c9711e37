"""What an example expects against what came out."""

from collections.abc import Iterator
from dataclasses import dataclass

from nameplate.checking.examples.model import Example
from nameplate.checking.examples.people import Tried
from nameplate.findings import Finding, Level
from nameplate.model.attributes import INDEX

KEPT = None
"""The value of an attribute that is not managed, or stays as Atlassian has it."""


@dataclass(frozen=True)
class Difference:
    """One thing that is not as expected.

    `what` is a block's name, `region`, `blocked` or `findings`. `expected` and `actual` are texts, None where the
    attribute is left alone; `rule` is the address of the rule that gave it; `remark` says why nothing came out.
    """

    what: str
    expected: str | None
    actual: str | None
    rule: str = ""
    remark: str = ""


def differences(example: Example, tried: Tried) -> list[Difference]:
    """Everything that is not as the example expects."""
    mapped = tried.mapped
    found = [*_region(example, tried), *_codes(example, tried)]
    if mapped.excluded and example.is_judged:
        return [*found, Difference("region", "a region with a mapping", mapped.region, remark="out of scope")]
    found += [_value(tried, name, value) for name, value in example.expect.items() if _actual(tried, name) != value]
    found += [_value(tried, name, KEPT) for name in example.untouched if _actual(tried, name) is not KEPT]
    return found


def _actual(tried: Tried, name: str) -> str | None:
    return tried.mapped.values[INDEX[name]]


def _value(tried: Tried, name: str, expected: str | None) -> Difference:
    rule = tried.addresses[INDEX[name]] if tried.addresses else ""
    rule = dict(tried.mapped.chosen).get(name, rule)
    why = next((found.message for found in tried.mapped.findings if found.attribute == name), "")
    return Difference(name, expected, _actual(tried, name), rule, why)


def _region(example: Example, tried: Tried) -> Iterator[Difference]:
    if example.region and tried.mapped.region != example.region:
        yield Difference("region", example.region, tried.mapped.region or None)


def _codes(example: Example, tried: Tried) -> Iterator[Difference]:
    mapped = tried.mapped
    codes = [found.code for found in mapped.findings]
    listed = [*example.findings, *([example.blocked] if example.blocked else [])]
    if missing := [code for code in listed if code not in codes]:
        yield Difference("findings", ", ".join(missing), ", ".join(codes) or None)
    if example.is_blocked and not mapped.blocked:
        yield Difference("blocked", example.blocked or "true", None)
    if not example.is_judged:
        return
    errors = [found for found in mapped.findings if found.level is Level.ERROR and found.code not in listed]
    if mapped.blocked and not example.is_blocked and not listed:
        yield Difference("blocked", None, ", ".join(codes) or "true", remark=_messages(mapped.findings))
    elif unexpected := [found for found in errors if not example.is_blocked and found.attribute not in example.expect]:
        yield Difference("findings", None, ", ".join(found.code for found in unexpected), remark=_messages(unexpected))


def _messages(findings: "tuple[Finding, ...] | list[Finding]") -> str:
    return "; ".join(found.message for found in findings)
