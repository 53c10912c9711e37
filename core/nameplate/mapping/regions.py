"""Which region a person is in: conditions compiled once, the first match wins, equal people are decided once."""

import fnmatch
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, NamedTuple

import jinja2
from jinja2 import nodes
from jinja2.parser import Parser

from nameplate.config.models import Region, When
from nameplate.errors import RuleError
from nameplate.findings import finding
from nameplate.mapping.environment import DEEPEST, MappingEnvironment, is_deeper, syntax_finding
from nameplate.mapping.loading import TemplateRefused
from nameplate.mapping.names_used import unknown_fields, unknown_names
from nameplate.mapping.reads import expression_reads
from nameplate.mapping.rules import failure
from nameplate.model import Needs, SourceUser

SHARED_BY_MANY = frozenset(
    {
        "active", "city", "cost_center", "country", "department", "division", "employee_type", "groups",
        "honorific_prefix", "office", "org_unit", "organization", "preferred_language", "state", "timezone", "title",
    }
)  # fmt: skip
"""Fields with few values among many people, so that a decision is worth remembering."""

REMEMBERED = 4096

BRACKETED = frozenset({"group", "org_unit"})
"""Keys whose values are names with brackets of their own, as in `Team [EU]`, so that a bracket is no glob."""

Test = Callable[[SourceUser], bool]


class Clause(NamedTuple):
    """One key of a condition."""

    key: str
    """The key as nameplate.yaml has it."""
    patterns: tuple[str, ...]
    """Its globs; the expression's text for `expression`."""
    holds: Test
    """Whether it holds for a person; may raise RuleError."""
    value: Callable[[SourceUser], Any]
    """What of the person it looks at."""
    needs: Needs


@dataclass(frozen=True, eq=False)
class CompiledRegion:
    """A region and its condition; without clauses it matches everybody."""

    region: Region
    clauses: tuple[Clause, ...]

    def matches(self, user: SourceUser) -> bool:
        """Whether all clauses hold.

        Raises:
            RuleError: An expression failed.
        """
        return all(clause.holds(user) for clause in self.clauses)


class RegionFailed(RuleError):
    """A condition failed for one person, so that their region isn't known (NP109)."""


class Chooser:
    """Chooses among the regions of one connection."""

    def __init__(self, regions: Sequence[CompiledRegion]) -> None:
        self.regions = tuple(regions)
        self.needs = Needs.union(clause.needs for region in regions for clause in region.clauses)
        self._key = _key(self.regions)
        self._remembered: dict[Any, int] = {}

    def choose(self, user: SourceUser) -> int:
        """The index of the first region that matches, -1 for none.

        Raises:
            RegionFailed: A condition failed.
        """
        if self._key is None:
            return self._decide(user)
        key = self._key(user)
        index = self._remembered.get(key)
        if index is None:
            if len(self._remembered) >= REMEMBERED:
                self._remembered.clear()
            index = self._remembered[key] = self._decide(user)
        return index

    def _decide(self, user: SourceUser) -> int:
        for index, region in enumerate(self.regions):
            try:
                if region.matches(user):
                    return index
            except RuleError as error:
                raise RegionFailed(f"the condition of the region {region.region.name!r}: {error.message}") from error
        return -1


def _key(regions: Sequence[CompiledRegion]) -> Callable[[SourceUser], Any] | None:
    """What of a person decides, as a key to remember by; None where it differs from person to person."""
    fields: set[str] = set()
    domain = False
    for clause in (clause for region in regions for clause in region.clauses):
        if clause.key == "email_domain":
            domain = True
        elif clause.needs.raw or not clause.needs.fields <= SHARED_BY_MANY:
            return None
        else:
            fields |= clause.needs.fields
    shared: Callable[[SourceUser], Any] = attrgetter(*sorted(fields)) if fields else lambda _: ()
    if domain:
        return lambda user: (user.email.rpartition("@")[2], shared(user))
    return shared


def compile_region(environment: MappingEnvironment, region: Region, connection: str) -> CompiledRegion:
    """A region's condition, for the people of one connection.

    Raises:
        TemplateRefused: Its expression is wrong; the finding's line is that of the expression itself (1).
    """
    when = region.when or When()
    clauses = [_clause(key, patterns, connection) for key, patterns in when.patterns.items()]
    if when.expression:
        clauses.append(_expression(environment, when.expression, region.name, connection))
    return CompiledRegion(region, tuple(clauses))


def _clause(key: str, patterns: tuple[str, ...], connection: str) -> Clause:
    matches = matcher(key, patterns)
    if key == "group":
        return Clause(
            key,
            patterns,
            lambda user: any(map(matches, user.groups)),
            lambda user: user.groups,
            Needs(frozenset({"groups"}), groups=frozenset(patterns)),
        )
    value, field = _value(key, connection)
    return Clause(key, patterns, lambda user: matches(value(user)), value, Needs(frozenset({field} if field else ())))


def _value(key: str, connection: str) -> tuple[Callable[[SourceUser], str], str]:
    """What a key looks at, and the field that it reads."""
    if key == "connection":
        return (lambda _: connection), ""
    if key == "email_domain":
        return (lambda user: user.email.rpartition("@")[2]), "email"
    if key.startswith("custom."):
        name = key.removeprefix("custom.")
        return (lambda user: user.custom.get(name) or ""), key
    return (lambda user: getattr(user, key)), key


def matcher(key: str, patterns: Sequence[str]) -> Callable[[str], bool]:
    """Whether a text is one of the globs of a key, or matches it, without regard to case.

    `org_unit` takes what lies below one as well, as paths do.
    """
    folded = [pattern.casefold() for pattern in patterns]
    plain = frozenset(folded)
    globs = [_literal(pattern, key) for pattern in folded if is_glob(key, pattern)]
    if key == "org_unit":
        above = [_literal(pattern.rstrip("/"), key) for pattern in folded]
        globs = [*above, *(f"{pattern}/*" for pattern in above)]
    if not globs:
        return lambda text: text.casefold() in plain
    found = re.compile("|".join(map(fnmatch.translate, globs))).match
    return lambda text: text.casefold() in plain or found(text.casefold()) is not None


def is_glob(key: str, pattern: str) -> bool:
    """Whether a key's pattern may match other texts than itself."""
    return not set(pattern).isdisjoint("*?" if key in BRACKETED else "*?[")


def _literal(pattern: str, key: str) -> str:
    """A pattern whose brackets stand for themselves, where they do."""
    return pattern.replace("[", "[[]") if key in BRACKETED else pattern


def _expression(environment: MappingEnvironment, text: str, region: str, connection: str) -> Clause:
    expression = parse_expression(environment, text, region)
    body = [nodes.Assign(nodes.Name("result", "store", lineno=1), expression, lineno=1)]
    tree = nodes.Template(body, lineno=1)
    tree.set_environment(environment)
    reads = expression_reads(environment, expression)
    for wrong in (*unknown_fields([reads]), *unknown_names(environment, "", tree, frozenset())):
        raise TemplateRefused(wrong)
    template = environment.module(f"condition of {region}", tree)
    context = template.new_context({"user": None, "region": region, "connection": connection})
    parent: dict[str, Any] = context.parent

    def evaluate(user: SourceUser) -> Any:
        parent["user"] = environment.person.user = user
        environment.person.locale = ""
        environment.budget.begin()
        try:
            for _ in template.root_render_func(context):
                pass
            result = bool(context.vars["result"])
        except Exception as error:
            raise RuleError(failure(error, "", region).finding.message) from error
        if environment.budget.spent:
            raise RuleError(f"it goes over its budget: {environment.budget.spent}")
        return result

    return Clause("expression", (text,), evaluate, evaluate, reads.needs)


def parse_expression(environment: MappingEnvironment, text: str, region: str) -> nodes.Expr:
    """The syntax tree of a condition's expression.

    Raises:
        TemplateRefused: It has a syntax error (NP201), or more than an expression.
    """
    name = f"condition of {region}"
    try:
        parser = Parser(environment, text, state="variable")
        expression = parser.parse_expression()
        if not parser.stream.eos:
            raise TemplateRefused(finding("NP201", "the condition goes on after the end of its expression", line=1))
    except jinja2.TemplateSyntaxError as error:
        raise TemplateRefused(syntax_finding(name, error)) from None
    except (RecursionError, MemoryError):
        raise TemplateRefused(finding("NP212", "the condition is nested too deeply")) from None
    if is_deeper(expression, DEEPEST):
        raise TemplateRefused(finding("NP212", "the condition is nested too deeply"))
    expression.set_environment(environment)
    return expression
