"""What the editor completes: fields of `user`, filters, functions, tests, attribute blocks."""

import inspect
from collections.abc import Iterable
from typing import Any

from nameplate.config import Config
from nameplate.mapping import MappingEnvironment, environment_for
from nameplate.mapping.environment import USER_FIELDS
from nameplate.model import ATTRIBUTES
from nameplate.model.attributes import Attribute
from nameplate.plugins import Plugins

TAGS = (
    *("block", "endblock", "if", "elif", "else", "endif", "for", "endfor"),
    *("set", "extends", "from", "import", "macro", "endmacro"),
)

Word = tuple[str, str]
"""What is put in, and a few words about it."""


def words(config: Config, plugins: Plugins, mappings: Iterable[str]) -> dict[str, list[Word]]:
    """The words by where they may stand: `field`, `custom`, `filter`, `test`, `name`, `block`, `tag`, `mapping`."""
    environment = environment_for((config.mappings,) if config.mappings else (), plugins)
    custom = {
        name.removeprefix("custom.")
        for connection in config.connections.values()
        for name in connection.fields
        if name.startswith("custom.")
    }
    return {
        "field": [(name, "") for name in sorted(USER_FIELDS)],
        "custom": [(name, "named in the configuration") for name in sorted(custom)],
        "filter": described(environment.filters),
        "test": [(name, "") for name in sorted(environment.tests) if name.isidentifier()],
        "name": names(environment),
        "block": [(attribute.name, limits(attribute)) for attribute in ATTRIBUTES],
        "tag": [(name, "") for name in TAGS],
        "mapping": [(name, "") for name in mappings],
    }


def described(functions: dict[str, Any]) -> list[Word]:
    """Each function with the first line of its docstring, where it is one of nameplate's or a plugin's."""
    return [(name, summary(function)) for name, function in sorted(functions.items())]


def summary(function: Any) -> str:
    """The first line of a docstring; Jinja's own go without, since they are written for programmers."""
    if getattr(function, "__module__", "").startswith("jinja2"):
        return ""
    return (inspect.getdoc(function) or "").partition("\n")[0]


def names(environment: MappingEnvironment) -> list[Word]:
    """What stands at the beginning of an expression."""
    known = {"user": "the person", "region": "the region's name", "connection": "the connection's name"}
    known |= {"self": "helper blocks: self.person()", "super()": "what the inherited block gives"}
    known |= {"keep()": "leaves the value as Atlassian has it"}
    functions = dict(described({name: one for name, one in environment.globals.items() if name != "keep"}))
    return list((known | functions).items())


def limits(attribute: Attribute) -> str:
    """What a value has to be."""
    parts = ["required"] if attribute.required else []
    parts += [f"at most {attribute.limit} characters"] if attribute.limit else []
    parts += [attribute.kind.value] if attribute.kind.value != "text" else []
    return ", ".join(parts)
