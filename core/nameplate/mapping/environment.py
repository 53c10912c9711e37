"""The sandboxed environment: what a rule can reach is listed here by type, and everything else is refused."""

import difflib
from collections.abc import Iterable, Mapping
from functools import cached_property
from types import BuiltinFunctionType, MethodType
from typing import Any

import jinja2
from jinja2 import nodes
from jinja2.environment import Template, TemplateModule
from jinja2.lexer import Lexer
from jinja2.runtime import BlockReference, LoopContext, Macro, StrictUndefined, TemplateReference, Undefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import Namespace

from nameplate.errors import RuleError
from nameplate.findings import Finding, finding
from nameplate.mapping.budget import ITEMS, Budget
from nameplate.mapping.codegen import FIELDS, RuleCode
from nameplate.mapping.jinja_filters import jinja_filters, jinja_tests
from nameplate.mapping.keeping import KEPT, Kept, StandsAlone, keep
from nameplate.mapping.loading import SearchPath, TemplateRefused
from nameplate.mapping.person_filters import Person, person_filters
from nameplate.mapping.plain_words import kind_of
from nameplate.mapping.positions import PositionLexer, column
from nameplate.mapping.views import Absent, RawList, RawObject, key_of
from nameplate.model import SourceUser
from nameplate.plugins.hooks import Filter, Global

OTHER_FIELDS = frozenset({"active", "groups", "custom", "raw"})
USER_FIELDS = FIELDS | OTHER_FIELDS
CONTEXT_NAMES = frozenset({"user", "region", "connection"})
"""What the engine gives to a template."""

TEXT_METHODS = frozenset(
    {
        "capitalize", "casefold", "count", "endswith", "find", "isalnum", "isalpha", "isascii", "isdecimal", "isdigit",
        "islower", "isnumeric", "isspace", "istitle", "isupper", "join", "lower", "lstrip", "partition", "removeprefix",
        "removesuffix", "replace", "rfind", "rpartition", "rsplit", "rstrip", "split", "splitlines", "startswith",
        "strip", "swapcase", "title", "upper",
    }
)  # fmt: skip
DICT_METHODS = frozenset({"get", "items", "keys", "values"})
SEQUENCE_METHODS = frozenset({"count", "index"})
LOOP_FIELDS = frozenset(
    {
        "changed", "cycle", "depth", "depth0", "first", "index", "index0", "last", "length", "nextitem", "previtem",
        "revindex", "revindex0",
    }
)  # fmt: skip

DEEPEST = 100
"""Levels of nesting that a template may have."""

ALLOWED: Mapping[type, frozenset[str]] = {
    str: TEXT_METHODS,
    dict: DICT_METHODS,
    list: SEQUENCE_METHODS,
    tuple: SEQUENCE_METHODS,
    LoopContext: LOOP_FIELDS,
    BlockReference: frozenset({"super"}),
}
"""The attributes that a rule may reach, by the exact type of what has them."""


class MappingEnvironment(ImmutableSandboxedEnvironment):
    """Jinja for mappings: immutable, allow-listed, on a budget, with columns, and nothing folded at compile time.

    Args:
        search: Where templates come from.
        filters: Plugins' filters; a name of nameplate's own can't be replaced.
        functions: Plugins' functions, likewise.
    """

    code_generator_class = RuleCode

    def __init__(self, search: SearchPath, filters: Iterable[Filter] = (), functions: Iterable[Global] = ()) -> None:
        super().__init__(
            loader=_Loader(search), undefined=StrictUndefined, cache_size=-1, auto_reload=False, optimized=False
        )
        self.search = search
        self.budget = Budget()
        self.person = Person()
        self.trees: dict[str, nodes.Template] = {}
        plugins = {added.name: added.function for added in filters}
        self.filters: dict[str, Any] = plugins | jinja_filters(self.budget) | person_filters(self.person)
        self.tests = jinja_tests(self.budget)
        self.globals = {added.name: added.function for added in functions} | self._functions()
        self._callables = {id(function) for function in self.globals.values()}

    @cached_property
    def lexer(self) -> Lexer:
        """A lexer that knows columns."""
        return PositionLexer(self)

    def concat(self, parts: Iterable[str | Kept]) -> str | Kept:  # type: ignore[override]  # what it gives, it takes
        """Join what a block or macro puts out, within the budget; `keep()` where that is all of it."""
        return self.budget.join(parts)

    def tree(self, name: str) -> nodes.Template:
        """The syntax tree of a template, parsed once.

        Raises:
            TemplateRefused: It is not found, can't be read, or has a syntax error (NP201, NP212).
        """
        if name not in self.trees:
            source = self.search.read(name)
            try:
                tree = self._parse(source.text, name, str(source.path))
            except jinja2.TemplateSyntaxError as error:
                raise TemplateRefused(syntax_finding(name, error)) from None
            except (RecursionError, MemoryError):
                raise TemplateRefused(too_deep(name)) from None
            except ValueError as error:
                raise TemplateRefused(finding("NP201", f"{name}: {error}", file=name)) from None
            if is_deeper(tree, DEEPEST):
                raise TemplateRefused(too_deep(name))
            self.trees[name] = tree
        return self.trees[name]

    def module(self, name: str, tree: nodes.Template) -> Template:
        """A syntax tree compiled under the name of the file it came from.

        Raises:
            TemplateRefused: Python can't compile it (NP212), or Jinja refuses it (NP201).
        """
        try:
            code = self.compile(tree, name, f"<mapping {name}>")
        except jinja2.TemplateSyntaxError as error:
            raise TemplateRefused(syntax_finding(name, error)) from None
        except (SyntaxError, RecursionError, MemoryError, ValueError, OverflowError):
            raise TemplateRefused(too_deep(name)) from None
        return Template.from_code(self, code, dict(self.globals))

    def getattr(self, obj: Any, attribute: str) -> Any:  # noqa: PLR0911 -- a table of types
        """`obj.attribute`, as far as the type of `obj` allows it."""
        kind = type(obj)
        if kind is SourceUser:
            return self._field(obj, attribute)
        if kind is RawObject or kind is RawList or kind is Absent:
            return self._key(obj, attribute)
        if kind in ALLOWED and attribute in ALLOWED[kind]:
            return getattr(obj, attribute)
        if kind is TemplateModule or kind is Namespace:
            return self._exported(obj, attribute)
        if kind is TemplateReference:
            return self._block(obj, attribute)
        if kind is dict:
            return obj[attribute] if attribute in obj else self._missing(obj, attribute)
        return self._missing(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """`obj[argument]`: a key or an index before an attribute."""
        kind = type(obj)
        if kind is SourceUser or kind is TemplateReference or kind is TemplateModule or kind is Namespace:
            return self.getattr(obj, argument) if isinstance(argument, str) else self._missing(obj, argument)
        if kind is RawObject or kind is RawList or kind is Absent:
            return self._key(obj, argument)
        if isinstance(obj, str | list | tuple | dict | range):
            try:
                return obj[argument]
            except (LookupError, TypeError):
                pass
        return self.getattr(obj, argument) if isinstance(argument, str) else self._missing(obj, argument)

    def call(__self, __context: Any, __obj: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: N805, PYI063 -- Jinja's
        """`obj(...)`, if `obj` is one of the things that a rule may call; charged, and limited in depth."""
        self, called = __self, __obj
        budget = self.budget
        budget.enter()
        kind = type(called)
        if kind is Macro or kind is BlockReference:
            result = called(*args, **_own(kwargs))
        elif kind is LoopContext:
            result = called(budget.items(args[0]) if args else (), **_own(kwargs))
        elif kind is BuiltinFunctionType or (kind is MethodType and type(called.__self__) is LoopContext):
            result = budget.made(self._method(called, args, _own(kwargs)))
        elif id(called) in self._callables:
            result = budget.made(called(*args, **_own(kwargs)))
        elif called is KEPT:
            raise StandsAlone
        elif isinstance(called, Undefined):
            return called()
        else:
            raise RuleError(f"{kind_of(called)} can't be called; leave out the parentheses behind it")
        budget.depth -= 1
        return result

    def call_filter(self, name: str, value: Any, *args: Any, **kwargs: Any) -> Any:
        """A filter by name, for `map`; what it gives is charged."""
        return self.budget.made(super().call_filter(name, value, *args, **kwargs))

    def _method(self, method: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """A method of a text, list, dictionary or loop; those that make a text longer go through their filters."""
        owner, name = method.__self__, method.__name__
        if isinstance(owner, str) and name == "replace":
            return self.filters["replace"](owner, *args)
        if isinstance(owner, str) and name == "join":
            return self.filters["join"](self, *args, owner)
        if isinstance(owner, str) and name in {"split", "rsplit", "splitlines"}:
            self.budget.tick(len(owner) // 10 + 1)
        if isinstance(owner, list | tuple):
            self.budget.tick(len(owner) + 1)
        return method(*args, **kwargs)

    def _field(self, user: SourceUser, name: str) -> Any:
        if name in FIELDS or name in {"active", "groups"}:
            return getattr(user, name)
        if name in {"raw", "custom"}:
            return RawObject(getattr(user, name))
        raise RuleError(f"`user` has no field {name!r}{suggestion(name, USER_FIELDS)}")

    def _key(self, obj: Any, key: Any) -> Any:
        value = key_of(obj, key)
        if type(value) is RawList:
            self.budget.tick(len(value) // 10)  # a view of every element was made
        return value

    def _exported(self, module: Any, name: str) -> Any:
        if name.startswith("_"):
            return self._missing(module, name)
        try:
            return getattr(module, name)
        except AttributeError:
            return self._missing(module, name)

    def _block(self, reference: TemplateReference, name: str) -> Any:
        try:
            return reference[name]
        except KeyError:
            return self.undefined(f"there is no block {name!r}", name=name)

    def _missing(self, obj: Any, name: Any) -> Undefined:
        if obj is KEPT:
            raise StandsAlone
        if isinstance(obj, Undefined):
            return obj._fail_with_undefined_error()  # noqa: SLF001 -- Jinja's way to name what is undefined
        what = repr(name) if isinstance(name, str | int) else f"item named by {kind_of(name)}"
        return self.undefined(f"{kind_of(obj)} has no {what} that a template may use", obj=obj, name=name)

    def _functions(self) -> dict[str, Any]:
        budget = self.budget

        def limited_range(*arguments: int) -> range:
            numbers = range(*arguments)
            if len(numbers) > ITEMS:
                budget.exceed(f"a range has more than {ITEMS:,} numbers")
            return numbers

        def make_dict(**items: Any) -> dict[str, Any]:
            return items

        limited_range.__name__, make_dict.__name__ = "range", "dict"
        return {"keep": keep, "range": limited_range, "dict": make_dict, "namespace": Namespace}


class _Loader(jinja2.BaseLoader):
    """Gives Jinja the templates of a search path, from trees that are parsed once."""

    def __init__(self, search: SearchPath) -> None:
        self.search = search

    def get_source(self, environment: jinja2.Environment, template: str) -> tuple[str, str, None]:  # noqa: ARG002
        source = self.search.read(template)
        return source.text, str(source.path), None

    def load(self, environment: Any, name: str, globals: Any = None) -> Template:  # noqa: A002, ARG002 -- Jinja's
        if self.search.find(name) is None:
            raise jinja2.TemplateNotFound(name)  # what `include … ignore missing` and lists of names wait for
        loaded: Template = environment.module(name, environment.tree(name))
        return loaded


def _own(kwargs: dict[str, Any]) -> dict[str, Any]:
    """Without what Jinja adds for functions that take a context."""
    kwargs.pop("_block_vars", None)
    kwargs.pop("_loop_vars", None)
    return kwargs


def suggestion(name: str, known: Iterable[str]) -> str:
    """`; did you mean …?` where a known name is close, else ""."""
    close = difflib.get_close_matches(str(name), list(known), n=1, cutoff=0.6)
    return f"; did you mean {close[0]!r}?" if close else ""


def is_deeper(tree: nodes.Node, limit: int) -> bool:
    """Whether a tree is nested over `limit`; what walks trees later may recurse, this doesn't."""
    level = [tree]
    for _ in range(limit):
        level = [child for node in level for child in node.iter_child_nodes()]
        if not level:
            return False
    return True


def syntax_finding(name: str, error: jinja2.TemplateSyntaxError) -> Finding:
    """NP201, at the place of a syntax error."""
    place = error.name or name
    return finding("NP201", f"{error.message}", file=place, line=int(error.lineno), column=column(error.lineno))


def too_deep(name: str) -> Finding:
    """NP212, for a template that is nested too deeply to be compiled."""
    return finding("NP212", f"{name} is nested too deeply to be compiled", file=name)
