"""A mapping compiled to rules: each block rendered on its own, in one context that is reused from person to person."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, NamedTuple

import jinja2
from jinja2 import nodes
from jinja2.environment import Template
from jinja2.runtime import Context

from nameplate.errors import BudgetExceeded, NameplateError, RuleError
from nameplate.findings import Finding, finding
from nameplate.mapping.environment import MappingEnvironment
from nameplate.mapping.family import Family, address, read_family
from nameplate.mapping.keeping import Kept
from nameplate.mapping.loading import TemplateRefused
from nameplate.mapping.person_filters import RequiredEmpty
from nameplate.mapping.plain_words import in_words
from nameplate.mapping.reads import rule_reads
from nameplate.mapping.top_level import split_top_level
from nameplate.model import Needs, SourceUser
from nameplate.names import CannotRomanize

Renderer = Callable[[Context], Iterator[str]]


class Place(NamedTuple):
    """Who is rendered: names for templates, and the locale of the region."""

    connection: str = ""
    region: str = ""
    locale: str = ""


@dataclass(frozen=True)
class RuleInfo:
    """A rule as previews, examples and `explain` show it."""

    attribute: str
    address: str
    """`japan.j2:3`: where the rule is decided, which is the most specific of its block and the blocks that it calls."""
    reads: Needs
    """What it reads of the person."""
    chain: tuple[str, ...]
    """Its own address, then those of the blocks that it inherits from, nearest first."""
    top_level: frozenset[str] = frozenset()
    """The top-level names that it uses."""


class RuleFailed(RuleError):
    """A rule failed for one person; `finding` has the code, the reason and the place."""

    def __init__(self, failure: Finding) -> None:
        super().__init__(failure.message)
        self.finding = failure


class RuleStopped(RuleFailed):
    """A rule went over its budget (NP214) and is stopped for the whole run."""


@dataclass(eq=False)
class CompiledMapping:
    """A family ready to render; the contexts are made where a (connection, region) first needs one."""

    environment: MappingEnvironment
    family: Family
    template: Template
    parents: tuple[Template, ...]
    once: tuple[Template, ...]
    each: tuple[Template, ...]
    personal: frozenset[str]
    """The top-level names that are set for each person."""
    infos: dict[str, RuleInfo]
    """Block name → what is known of it."""
    stopped: dict[str, Finding] = field(default_factory=dict)
    """Attribute → why its rule is stopped."""
    _contexts: dict[Place, "BlockContext"] = field(default_factory=dict)

    def at(self, place: Place) -> "BlockContext":
        """The context of a connection and region."""
        if place not in self._contexts:
            self._contexts[place] = BlockContext(self, place)
        return self._contexts[place]


class BlockContext:
    """One context for all people of a connection and region.

    Raises:
        RuleFailed: The top level fails, whoever the person is.
    """

    def __init__(self, mapping: CompiledMapping, place: Place) -> None:
        self.mapping = mapping
        self.place = place
        self.environment = mapping.environment
        self.context: Context = mapping.template.new_context(
            {"user": None, "region": place.region, "connection": place.connection}
        )
        self._parent: dict[str, Any] = self.context.parent
        for parent in mapping.parents:
            for name, block in parent.blocks.items():
                self.context.blocks.setdefault(name, []).append(block)
        self._person: SourceUser | None = None
        self._top_failure: RuleFailed | None = None
        self._run_once()

    def _run_once(self) -> None:
        self.environment.budget.begin()
        try:
            for template in self.mapping.once:
                run(template, self.context)
        except Exception as error:
            raise failure(error, "", self.mapping.family.name) from error
        self.fixed = dict(self.context.vars)

    def begin(self, user: SourceUser) -> None:
        """Another person: the names that depend on them are set anew, and nothing is left of the last one."""
        self.environment.person.user = user
        self.environment.person.locale = self.place.locale
        if self._person is user:
            return
        self._person = user
        self._top_failure = None
        self._parent["user"] = user
        if not self.mapping.each:
            return
        self.context.vars.clear()
        self.context.vars.update(self.fixed)
        self.environment.budget.begin()
        try:
            for template in self.mapping.each:
                run(template, self.context)
        except Exception as error:  # noqa: BLE001 -- whatever a template or plugin raises is one finding on one rule
            self._top_failure = failure(error, "", self.mapping.family.name)
        if self.environment.budget.spent and not isinstance(self._top_failure, RuleStopped):
            self._top_failure = over_budget(self.environment.budget.spent, "", self.mapping.family.name, 0)

    def value(self, attribute: str) -> str | None:
        """The value of an attribute for the person of `begin`; None where it is kept.

        Raises:
            RuleFailed: It fails for this person.
            RuleStopped: It went over its budget.
        """
        info = self.mapping.infos[attribute]
        if self._top_failure is not None and info.top_level & self.mapping.personal:
            raise type(self._top_failure)(self._about(self._top_failure.finding, attribute))
        budget = self.environment.budget
        budget.begin()
        file, _, line = info.chain[0].rpartition(":")
        try:
            text = budget.join(self.context.blocks[attribute][0](self.context))
        except Exception as error:
            raise failure(error, attribute, file, int(line)) from error
        if budget.spent:
            raise over_budget(budget.spent, attribute, file, int(line))
        return None if isinstance(text, Kept) else text

    @staticmethod
    def _about(remark: Finding, attribute: str) -> Finding:
        message = remark.message if remark.attribute else f"{attribute}: {remark.message}"
        return finding(remark.code, message, attribute=attribute, file=remark.file, line=remark.line)


def run(template: Template, context: Context) -> None:
    """Run a top level; it sets names and puts nothing out."""
    for _ in template.root_render_func(context):
        pass


def failure(error: BaseException, attribute: str, file: str, line: int = 0) -> RuleFailed:
    """What a rule raised, as a finding at the innermost template line of the traceback."""
    if isinstance(error, RuleFailed):
        return error
    places = list(template_lines(error.__traceback__))
    file, line = places[-1] if places else (file, line)
    if isinstance(error, BudgetExceeded):
        return over_budget(error.message, attribute, file, line)
    if isinstance(error, RecursionError | MemoryError):
        return over_budget("it goes round in circles", attribute, file, line)
    label = f"{attribute}: " if attribute else ""
    remedy = error.remedy if isinstance(error, NameplateError) else ""
    message = f"{label}{reason(error)}"
    return RuleFailed(finding(_code(error), message, remedy=remedy, attribute=attribute, file=file, line=line))


def _code(error: BaseException) -> str:
    if isinstance(error, RequiredEmpty):
        return "NP220"
    return "NP311" if isinstance(error, CannotRomanize) else "NP213"


def over_budget(why: str, attribute: str, file: str, line: int) -> RuleStopped:
    """NP214."""
    label = f"{attribute}: " if attribute else ""
    return RuleStopped(
        finding(
            "NP214",
            f"{label}the rule is stopped for the whole run: {why}",
            remedy="The attribute is kept as Atlassian has it. Make the rule simpler.",
            attribute=attribute,
            file=file,
            line=line,
        )
    )


def reason(error: BaseException) -> str:
    """An exception in words for the rule's author."""
    if isinstance(error, jinja2.TemplateNotFound):
        return f"the template {str(error)!r} is not found"
    if isinstance(error, jinja2.TemplateError) and "was not provided" not in str(error):
        return str(error) or type(error).__name__
    return in_words(error)


def template_lines(traceback: TracebackType | None) -> Iterator[tuple[str, int]]:
    """The templates' files and lines in a traceback, outermost first."""
    while traceback is not None:
        template = traceback.tb_frame.f_globals.get("__jinja_template__")
        if template is not None:
            yield template.name or "", int(template.get_corresponding_lineno(traceback.tb_lineno))
        traceback = traceback.tb_next


def compile_mapping(environment: MappingEnvironment, name: str) -> CompiledMapping:
    """The mapping `name`, compiled.

    Raises:
        TemplateRefused: A file of its family is refused.
    """
    family = read_family(environment, name)
    top = split_top_level(environment, family)
    templates = [load(environment, level.name) for level in family.levels]
    infos = {}
    for block in family.block_names:
        chain = family.chain(block)
        reads = rule_reads(environment, family, block)
        infos[block] = RuleInfo(
            block,
            address(*family.deciding(block, reads.blocks)),
            reads.needs,
            tuple(address(*link) for link in chain),
            frozenset(reads.names),
        )
    return CompiledMapping(
        environment,
        family,
        templates[0],
        tuple(templates[1:]),
        tuple(top_module(environment, level.name, body) for level, body in top.once),
        tuple(top_module(environment, level.name, body) for level, body in top.each),
        top.personal,
        infos,
    )


def load(environment: MappingEnvironment, name: str) -> Template:
    """A template through the environment's cache, where imports find it too.

    Raises:
        TemplateRefused: It is refused.
    """
    try:
        return environment.get_template(name)
    except RecursionError:
        raise TemplateRefused(finding("NP212", f"{name} is nested too deeply", file=name)) from None


def top_module(environment: MappingEnvironment, name: str, body: tuple[nodes.Stmt, ...]) -> Template:
    """Statements of a top level as a module of their own, its lines those of the file."""
    tree = nodes.Template(list(body), lineno=1)
    tree.set_environment(environment)
    return environment.module(name, tree)
