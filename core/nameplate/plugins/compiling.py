"""A table of fields compiled to one function: about 1.5 µs a record where reading field by field takes 30.

The generated code knows the usual case only. Whatever is odd (a wrong type, a conversion that refuses, an overlong
text) leaves it for `fields.normalize`, which decides, so that both always give the same person or the same error.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from nameplate.model import EVERYTHING, SourceUser
from nameplate.plugins.fields import (
    CUSTOM,
    LONGEST_TEXT,
    Field,
    Key,
    Record,
    Step,
    as_text,
    is_unicode,
    normalize,
    pick,
)

Normalizer = Callable[[Record], SourceUser]
"""A record as a `SourceUser`; raises RecordError."""


def compile_normalizer(fields: Mapping[str, Field], wanted: Iterable[str]) -> Normalizer:
    """A function that reads the `wanted` fields of a record; the others stay empty, and `raw` is the whole record.

    Args:
        fields: The table; names in `wanted` that it lacks are left out.
        wanted: Names of `SourceUser` fields and `custom.NAME`, or EVERYTHING among them.
    """
    names = set(wanted)
    table = {name: field for name, field in fields.items() if name in names or EVERYTHING in names}
    writer = FieldWriter(table)
    writer.read()
    source = (
        "def normalizer(record):\n"
        "    try:\n"
        "        get = record.get\n"
        f"        {writer.body(writer.texts)}\n"
        "    except Exception:\n"
        "        return slowly(record)\n"
        f"    return {writer.person('record')}\n"
    )
    normalizer: Normalizer = writer.compile(source, "normalizer", slowly=lambda record: normalize(record, table))
    return normalizer


class FieldWriter:
    """Writes the lines that read a table's fields of a record; what several paths share is looked up once.

    The lines stand in a `try` of a function in which `record` is the record, `get` its `get`, and `slowly(record)`
    what to return where something is odd.
    """

    def __init__(self, table: Mapping[str, Field]) -> None:
        self.table = table
        self.lines: list[str] = []
        self.known: dict[tuple[Step, ...], str] = {}
        self.getters: dict[tuple[Step, ...], str] = {(): "get"}
        self.variables: dict[str, str] = {}
        self.scope: dict[str, Any] = {
            "SourceUser": SourceUser,
            "as_text": as_text,
            "is_unicode": is_unicode,
            "join": "".join,
            "nothing": {}.get,
            "pick": pick,
        }

    def read(self) -> None:
        """Write the lines; afterwards `variables` says which variable holds a field."""
        for field in self.table.values():
            for steps in field.steps:
                self.getter(steps[:-1]) if isinstance(steps[-1], Key) else self.value(steps)
        for name, field in self.table.items():
            self.variables[name] = self.field(name, field)

    @property
    def texts(self) -> list[str]:
        """The variables of the fields that have to be text."""
        return [variable for name, variable in self.variables.items() if name != "active"]

    def body(self, doubtful: Iterable[str]) -> str:
        """The lines, and a look at the `doubtful` variables, which may hold no text, or an overlong or broken one."""
        # Joining refuses, at once, whatever isn't text, and tells the length.
        joined = f"text = join([{', '.join(doubtful)}])"
        check = f"if len(text) > {LONGEST_TEXT} or not (text.isascii() or is_unicode(text)): return slowly(record)"
        return "\n        ".join([*self.lines, joined, check])

    def compile(self, source: str, name: str, **scope: Any) -> Any:
        """The function `name` that the source defines."""
        self.scope |= scope
        exec(compile(source, "<fields>", "exec"), self.scope)  # noqa: S102 -- written here from parsed paths alone
        return self.scope[name]

    def value(self, steps: tuple[Step, ...]) -> str:
        """The variable that holds what stands at `steps`, None where that is absent."""
        if steps not in self.known:
            *above, last = steps
            if isinstance(last, Key):
                expression = self.key(tuple(above), last)
            else:
                parent = self.value(tuple(above))
                expression = f"None if {parent} is None else pick({parent}, {self.constant(last)})"
            self.known[steps] = self.assign(expression)
        return self.known[steps]

    def key(self, above: tuple[Step, ...], key: Key) -> str:
        """The expression for a key of the object at `above`."""
        return f"{self.getter(above)}({key.key!r})"

    def getter(self, steps: tuple[Step, ...]) -> str:
        """The variable that holds the `get` of the object at `steps`; AttributeError where that is no object."""
        if steps not in self.getters:
            parent = self.value(steps)
            self.getters[steps] = self.assign(f"nothing if {parent} is None else {parent}.get")
        return self.getters[steps]

    def field(self, name: str, field: Field) -> str:
        """The variable that holds a field, text where it isn't `active`."""
        convert = self.constant(field.convert) if field.convert else ""
        if field.together:
            variable = self.assign(f"{convert}({', '.join(map(self.leaf, field.steps))})")
        else:
            first, *others = field.steps
            variable = self.assign(self.leaf(first))
            for steps in others:
                self.lines.append(f"if {variable} is None or {variable} == '': {variable} = {self.leaf(steps)}")
            if convert:
                self.lines.append(f"if {variable} is not None and {variable} != '': {variable} = {convert}({variable})")
        if name == "active":
            self.lines.append(
                f"if {variable} is not None and {variable} is not True and {variable} is not False: "
                "return slowly(record)"
            )
        else:
            self.lines.append(f"if {variable} is None: {variable} = ''")
            if name.startswith(CUSTOM):
                self.lines.append(f"elif type({variable}) is not str: {variable} = as_text({variable})")
        return variable

    def leaf(self, steps: tuple[Step, ...]) -> str:
        """The expression for what stands at `steps`."""
        last = steps[-1]
        return self.key(steps[:-1], last) if isinstance(last, Key) else self.value(steps)

    def person(self, raw: str) -> str:
        """The expression for the person, whose fields are in the variables; `raw` is the expression for `raw`."""
        custom = {name.removeprefix(CUSTOM): v for name, v in self.variables.items() if name.startswith(CUSTOM)}
        given = [f"{name}={v}" for name, v in self.variables.items() if not name.startswith(CUSTOM)]
        if custom:
            given.append(f"custom={{{', '.join(f'{name!r}: {v}' for name, v in custom.items())}}}")
        return f"SourceUser({', '.join([*given, f'raw={raw}'])})"

    def constant(self, value: Any) -> str:
        """The name under which the function finds `value`."""
        name = f"k{len(self.scope)}"
        self.scope[name] = value
        return name

    def assign(self, expression: str) -> str:
        """A new variable that holds what `expression` gives."""
        variable = f"v{len(self.lines)}"
        self.lines.append(f"{variable} = {expression}")
        return variable
