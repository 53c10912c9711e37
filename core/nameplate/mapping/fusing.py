"""A mapping's rules fused into one Python function: from a person to the payload, without Jinja in between."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from types import CodeType
from typing import Any

from nameplate.mapping.inlining import Inliner
from nameplate.mapping.keeping import KEPT
from nameplate.mapping.rules import BlockContext, CompiledMapping
from nameplate.mapping.views import ABSENT, key_of, view
from nameplate.model import SourceUser, Values
from nameplate.model.attributes import NAMES

ACTIVE_OF_SOURCE = "('true' if u.active else None if u.active is None else 'false')"
ACTIVE_OF_RULE = "lowered({})"

MapPerson = Callable[[SourceUser], Values]
"""A person's values before validation; raises whatever a rule raises."""


class BudgetSpent(Exception):
    """A rule of the function spent its budget, whatever became of the exception that said so."""


@dataclass(frozen=True, eq=False)
class Fused:
    """The function's code, to be run once for each connection and region.

    Attributes:
        code: Defines `person(u)`.
        bound: Names that the code uses.
        constants: Top-level names whose values it uses.
        blocks: Attributes that are rendered as blocks.
    """

    source: str
    code: CodeType
    bound: dict[str, Any]
    constants: frozenset[str]
    blocks: tuple[str, ...]

    def at(self, context: BlockContext) -> MapPerson:
        """The function for one connection and region."""
        environment = context.environment
        names: dict[str, Any] = {
            **self.bound,
            **{f"k_{name}": context.fixed.get(name, environment.undefined(name=name)) for name in self.constants},
            "add": environment.budget.add,
            "attribute": environment.getattr,
            "begin": environment.budget.begin,
            "begin_blocks": context.begin,
            "block": context.value,
            "budget": environment.budget,
            "BudgetSpent": BudgetSpent,
            "connection": context.place.connection,
            "contains": environment.budget.contains,
            "context": context.context,
            "environment": environment,
            "item": environment.getitem,
            "key_in": key_in,
            "locale": context.place.locale,
            "lowered": lowered,
            "made": environment.budget.made,
            "of": environment.person,
            "region": context.place.region,
            "text": environment.budget.text,
            "whole": whole_by(environment.budget.text),
        }
        exec(self.code, names)  # noqa: S102 -- written by `fuse` from syntax trees, never from text of a template
        function: MapPerson = names["person"]
        return function


def fuse(mapping: CompiledMapping, attributes: Collection[str], stopped: Collection[str] = ()) -> Fused:
    """The rules of a mapping for `attributes` as one function; those `stopped` are kept as Atlassian has them."""
    inliner = Inliner(mapping)
    values: dict[str, str] = {}
    blocks: list[str] = []
    for name in NAMES:
        if name in stopped or name not in attributes:
            values[name] = ACTIVE_OF_SOURCE if name == "active" and name not in stopped else "None"
            continue
        source = inliner.try_value(name)
        if source is None:
            blocks.append(name)
            source = f"block({name!r})"
        values[name] = ACTIVE_OF_RULE.format(source) if name == "active" else source
    source = "def person(u):\n" + "".join(f"    {line}\n" for line in _body(inliner, values, blocks))
    code = compile(source, f"<rules of {mapping.family.name}>", "exec")
    return Fused(source, code, inliner.bound, frozenset(inliner.constants), tuple(blocks))


def _body(inliner: Inliner, values: dict[str, str], blocks: list[str]) -> Iterator[str]:
    """The function's lines. Blocks are rendered last: each begins a budget of its own."""
    if blocks:
        yield "begin_blocks(u)"
    elif inliner.personal:
        yield "of.user = u"
        yield "of.locale = locale"
    if inliner.metered:
        yield "begin()"
    yield from inliner.lines
    results = list(values.values())
    if inliner.metered:
        for index, name in enumerate(values):
            if name not in blocks:
                yield f"r{index} = {results[index]}"
                results[index] = f"r{index}"
        yield "if budget.spent: raise BudgetSpent"
    yield f"return ({', '.join(results)})"


def whole_by(text: Callable[[Any], str]) -> Callable[[Any], str | None]:
    """A value that is no text by itself, as the whole value of a rule; None where it is `keep()`."""
    return lambda value: None if value is KEPT else text(value)


def key_in(record: Any, *keys: str | int) -> Any:
    """What stands under keys of the raw record or of `custom`."""
    value = record.get(keys[0])
    for key in keys[1:]:
        value = key_of(view(value), key)
    return ABSENT if value is None else value if type(value) is str else view(value)


def lowered(value: str | None) -> str | None:
    """A rule's `active`, without regard to case and white space."""
    return None if value is None else value.strip().lower()
