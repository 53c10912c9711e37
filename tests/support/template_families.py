"""Families of mappings made up at random, whose rules plain Jinja can judge."""

from random import Random

from nameplate.model import SourceUser

FIELDS = ("given_name", "family_name", "city", "office", "country", "title", "division", "department")
ATTRIBUTES = ("user_name", "email", "given_name", "family_name", "display_name", "job_title", "department", "location")
TEXTS = ("", "x", "a%s b", "ß", "%d%%", "{", "}", "'", '"', "\\", " é ", "#", "🙂", "{user}", "\n", "  ")

BITS = """
{%- set q = 'Q' %}
{%- macro full(u) %}{{ u.given_name }} {{ u.family_name }}{% endmacro %}
{%- macro two(a, b='-') %}{% if b %}{{ a }}/{{ b }}{{ q }}{% else %}{{ a }}{% endif %}{% endmacro %}
{%- macro nested(u, x) %}<{{ two(u.city, x) }}>{% endmacro %}
"""
INCLUDED = "[{{ user.city if user.city is defined else user }}]"


class FamilyMaker:
    """Makes the files of one family: `root.j2`, `mid.j2` and `leaf.j2`, with `bits.j2` and `inc.j2`."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)  # noqa: S311 -- made-up mappings

    def files(self) -> dict[str, str]:
        """File name → text."""
        files = {"bits.j2": BITS, "inc.j2": INCLUDED, "root.j2": self._root(names := [])}
        middle = self._pick("{% set m1 = user.title %}", "{% set m1 = 'M' %}", "{% set m1, m2 = 'M', user.city %}")
        names = [*names, "m1"]
        files["mid.j2"] = '{% extends "root.j2" %}' + middle + self._blocks(names, 0.6)
        files["leaf.j2"] = '{% extends "mid.j2" %}' + self._blocks(names, 0.5)
        return files

    def _root(self, names: list[str]) -> str:
        top = ""
        for name in self.random.sample(["t1", "t2", "t3"], self.random.randrange(4)):
            value = self._expression(names, 2, plain=True) if self.random.random() < 0.6 else repr(name)
            top += f"{{% set {name} = {value} %}}"
            names.append(name)
        own = "{{ user.country }}" if self.random.random() < 0.5 else ""
        macro = f"{{% macro own(x) %}}{own}{{{{ x }}}}{{% endmacro %}}"
        return '{% import "bits.j2" as bits %}{% from "bits.j2" import two as pair %}' + top + macro + self._all(names)

    def _all(self, names: list[str]) -> str:
        return "".join(
            f"{{% block {attribute} %}}{self._statements(names, 0, ATTRIBUTES[:index])}{{% endblock %}}"
            for index, attribute in enumerate(ATTRIBUTES)
        )

    def _blocks(self, names: list[str], share: float) -> str:
        return "".join(
            f"{{% block {attribute} %}}{self._statements(names, 0, ATTRIBUTES[:index], parent=True)}{{% endblock %}}"
            for index, attribute in enumerate(ATTRIBUTES)
            if self.random.random() < share
        )

    def _pick(self, *choices: str) -> str:
        return self.random.choice(choices)

    def _expression(  # noqa: C901, PLR0911, PLR0912 -- a grammar, one case a production
        self, names: list[str], depth: int = 0, *, plain: bool = False
    ) -> str:
        kind = self.random.randrange(18 if depth < 3 else 3)

        def inner() -> str:
            return self._expression(names, depth + 1, plain=plain)

        match kind:
            case 0 | 1:
                return f"user.{self.random.choice(FIELDS)}"
            case 2:
                return self._pick(*names) if names and self.random.random() < 0.5 else repr(self.random.choice(TEXTS))
            case 3 | 4:
                return f"{inner()} | {self._filter()}"
            case 5:
                return f"({inner()} ~ {inner()})"
            case 6:
                return f"({inner()} if {inner()} else {inner()})"
            case 7:
                return f"({inner()} or {inner()})"
            case 8:
                return f"({inner()} and {inner()})"
            case 9:
                return f"({inner()} {self._pick('==', '!=', 'in', 'not in', '<')} {inner()})" if plain else "user.city"
            case 10 if not plain:
                return self._pick("bits.full(user)", "bits.nested(user, user.title)", "bits.two(user.city)")
            case 11 if not plain:
                return f"{self._pick('bits.two', 'pair')}({inner()}, {inner()})"
            case 12 if not plain:
                return f"own({inner()})"
            case 13:
                return self._pick("user.city.upper()", "user.title.split()[0]", "user.office.startswith('B')")
            case 14:
                return self._pick("user['city']", "user.raw.profile.x", "user.custom.romaji", "user.raw['list'][1]")
            case 15:
                return self._pick(
                    "user.groups|join(',')", "(not user.city)", "(1 + 2)", "[user.city, user.title]|join('+')"
                )
            case 16:
                return f"({self._pick('user.city', 'user.country')} {self._pick('==', 'in', 'not in')} {inner()})"
            case _:
                return f"user.{self.random.choice(FIELDS)}"

    def _filter(self) -> str:
        return self._pick("title", "trim", 'replace("a","b")', 'default("-")', "length", "capitalize", "string")

    def _statements(self, names: list[str], depth: int, blocks: tuple[str, ...] = (), *, parent: bool = False) -> str:
        return "".join(self._statement(names, depth, blocks, parent=parent) for _ in range(self.random.randrange(1, 4)))

    def _statement(  # noqa: PLR0911 -- likewise
        self, names: list[str], depth: int, blocks: tuple[str, ...], *, parent: bool
    ) -> str:
        kind = self.random.randrange(15 if depth < 3 else 5)
        match kind:
            case 5:
                return f" lit {self.random.choice(TEXTS[:6])} "
            case 6 | 7:
                inside = [self._statements(names, depth + 1, blocks, parent=parent) for _ in range(3)]
                first, second = self._expression(names), self._expression(names)
                return (
                    f"{{% if {first} %}}{inside[0]}{{% elif {second} %}}{inside[1]}{{% else %}}{inside[2]}{{% endif %}}"
                )
            case 8:
                return f"{{% for user in [{self._expression(names)}] %}}{{{{ user }}}}{{% endfor %}}"
            case 9:
                return f"{{% set loc = {self._expression(names)} %}}{{{{ loc }}}}{{{{ loc }}}}"
            case 10 if parent:
                return "{{ super() }}"
            case 11 if blocks:
                return f"{{{{ self.{self._pick(*blocks)}() }}}}"
            case 12 | 13:
                return self._pick(
                    "{% set user = user %}{{ user.city }}",
                    "{% macro lm(user) %}{{ user }}{% endmacro %}{{ lm(user.city) }}",
                    "{% with user = user %}{{ user.office }}{% endwith %}",
                    "{% include 'inc.j2' %}",
                    "{% for g in user.groups %}{{ g }}{{ loop.index }}{% include 'inc.j2' %}{% endfor %}",
                    "{% set a, b = user.city, user.title %}{{ b }}{{ a }}",
                    "{% set block %}{{ user.city }} {{ user.title }}{% endset %}{{ block }}{{ block|length }}",
                    "{% filter trim %} {{ user.city }} {% endfilter %}",
                    "{% set ns = namespace(n='') %}{% for g in user.groups %}{% set ns.n = ns.n ~ g %}{% endfor %}"
                    "{{ ns.n }}",
                )
            case _:
                return f"{{{{ {self._expression(names)} }}}}"


def made_up_people(seed: int, count: int = 3) -> list[SourceUser]:
    """People whose fields are short, empty or odd."""
    random = Random(seed)  # noqa: S311 -- made-up people
    values = ("", "", "Budapest", "a%b", "Ann Lee", "東京", "{x}", "É", "x")
    return [
        SourceUser(
            id=str(number),
            user_name=f"u{number}",
            email=f"u{number}@acme.example",
            groups=tuple(random.sample(["g1", "g2"], random.randrange(3))),
            custom={"romaji": random.choice(values)} if random.random() < 0.7 else {},
            raw={"profile": {"x": random.choice(values)}, "list": ["p", "q"]} if random.random() < 0.7 else {},
            **{name: random.choice(values) for name in FIELDS},
        )
        for number in range(count)
    ]
