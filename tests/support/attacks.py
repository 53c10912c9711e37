"""Templates that try to get out, or to use up time and memory; `python attacks.py` runs them all, a line for each.

Each is the whole rule for `job_title`, or a whole file where it says so. Nothing of it may get out, and each is
refused within a second of CPU time and 100 MB.
"""

import json
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from nameplate.errors import ConfigurationError
from nameplate.model.attributes import INDEX
from support.mappings import Mappings, person

DOUBLING = "".join(f"{{% set v{n + 1} = v{n} ~ v{n} %}}" for n in range(60))
LISTS = "".join(f"{{% set v{n + 1} = [v{n}, v{n}] %}}" for n in range(60))
DICTS = "".join(f"{{% set v{n + 1} = {{'a': v{n}, 'b': v{n}}} %}}" for n in range(60))
NESTED_LIST = "[" * 40 + "user.title, user.title" + "]" * 40
LOOPS = "".join(f"{{% for a{n} in range(1000) %}}" for n in range(8)) + "x" + "{% endfor %}" * 8

ESCAPES = {
    "class": "{{ ''.__class__ }}",
    "mro": "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "class of user": "{{ user.__class__ }}",
    "init globals": "{{ user.__init__.__globals__ }}",
    "struct fields": "{{ user.__struct_fields__ }}",
    "item of user": "{{ user['__class__'] }}",
    "person property": "{{ user.person }}",
    "attr filter": "{{ ''|attr('__class__') }}",
    "map attribute": "{{ ['']|map(attribute='__class__')|list }}",
    "map nested attribute": "{{ [user]|map(attribute='__class__.__mro__')|join }}",
    "sort by attribute": "{{ ['b', 'a']|sort(attribute='__class__')|join }}",
    "selectattr": "{{ ['a']|selectattr('__class__')|join }}{{ ''.__doc__ }}",
    "format string": "{{ '{0.__class__}'.format(user) }}",
    "format map": "{{ '{a.__class__}'.format_map({'a': user}) }}",
    "format of a user": "{{ '%s'|format(user) }}",
    "percent of a user": "{{ '%s' % user }}",
    "percent of a method": "{{ '%s' % ''.upper }}",
    "self": "{{ self.__class__ }}",
    "self context": "{{ self._TemplateReference__context }}",
    "context of block": "{{ self.display_name._context }}",
    "stack of block": "{{ self.display_name._stack }}",
    "super": "{{ super.__self__ }}",
    "cycler": "{{ cycler.__init__.__globals__ }}",
    "cycler call": "{{ cycler('a').next() }}",
    "joiner": "{{ joiner.__init__ }}",
    "lipsum": "{{ lipsum.__globals__ }}",
    "lipsum call": "{{ lipsum(n=9999) }}",
    "namespace class": "{{ namespace.__init__.__globals__ }}",
    "namespace attribute": "{% set ns = namespace(a=1) %}{{ ns.__init__ }}",
    "namespace private": "{% set ns = namespace(a=1) %}{{ ns._Namespace__attrs }}",
    "range": "{{ range.__class__ }}",
    "dict": "{{ dict.__mro__ }}",
    "keep": "{{ keep.__globals__ }}",
    "required": "{{ (user.title | required).__class__ }}x{{ ''.__len__() }}",
    "macro": "{% macro m() %}{% endmacro %}{{ m.__globals__ }}",
    "macro function": "{% macro m() %}{% endmacro %}{{ m._func }}",
    "caller": "{% macro m() %}{{ caller.__class__ }}{% endmacro %}{% call m() %}{% endcall %}",
    "loop": "{% for x in [1] %}{{ loop.__class__ }}{% endfor %}",
    "loop private": "{% for x in [1] %}{{ loop._iterable }}{% endfor %}",
    "groups": "{{ user.groups.__class__ }}",
    "groups append": "{{ user.groups.append('x') }}",
    "list mutation": "{% set l = [1] %}{{ l.append(2) }}{{ l|join }}",
    "dict mutation": "{% set d = {'a': 1} %}{{ d.update({'b': 2}) }}",
    "custom mutation": "{{ user.custom.update({'a': 'b'}) }}",
    "raw mutation": "{{ user.raw.clear() }}{{ 1 // 0 }}",
    "raw class": "{{ user.raw.__class__.__name__ }}{{ user.raw._items.__class__() }}",
    "print raw": "{{ user.raw }}",
    "print groups": "{{ user.groups }}",
    "print user": "{{ user }}",
    "print keep": "{{ keep }}",
    "print a method": "{{ ''.upper }}",
    "int class": "{{ (1).__class__ }}",
    "bit length": "{{ (1).bit_length() }}",
    "generator": "{{ (user.groups|map('upper')).gi_frame }}",
    "undefined": "{{ nothing_here.__class__ }}",
    "config": "{{ config }}",
    "request": "{{ request.application.__globals__ }}",
    "environment": "{{ environment }}",
    "context": "{{ context.parent }}",
    "import os": "{% import 'os' as os %}{{ os.system('id') }}",
    "include /etc/passwd": "{% include '/etc/passwd' %}",
    "include ../": "{% include '../../../../../../etc/passwd' %}",
    "include by field": "{% include user.title %}",
    "import by field": "{% import user.title as x %}{{ x.y() }}",
    "call a text": "{{ 'x'() }}",
    "call a number": "{{ user.title.count('x')() }}",
    "do": "{% do user.groups.append(1) %}",
    "debug": "{% debug %}",
    "autoescape": "{% autoescape 9**9**9 %}{% endautoescape %}",
    "encode": "{{ 'x'.encode('utf-8') }}",
    "translate": "{{ 'x'.translate({120: 'y' * 99999}) }}",
    "xmlattr": "{{ {'a b': 1}|xmlattr }}",
    "pprint": "{{ user|pprint }}",
    "tojson": "{{ user.raw|tojson }}",
    "random": "{{ [1, 2]|random }}",
    "plain extends": "{% extends user.title %}",
}

EXHAUSTION = {
    "huge range": "{{ range(10**9)|list|length }}",
    "range in loop": "{% for i in range(99999999) %}{% endfor %}",
    "nested loops": LOOPS,
    "many loops in a row": "{% for i in range(2000) %}" + "{{ i }}" * 2000 + "{% endfor %}",
    "filtered loop": "{% for a in range(2000) %}{% for b in range(2000) if false %}{% endfor %}{% endfor %}",
    "loop over a text": "{% for a in 'x' * 19999 %}{% for b in 'x' * 19999 %}{% endfor %}{% endfor %}",
    "recursive loop": "{% for a in [[1]] recursive %}{{ loop([a, a]) }}{% endfor %}",
    "multiplied text": "{{ 'x' * 10**9 }}",
    "multiplied twice": "{{ ('x' * 9999) * 9999 }}",
    "number times text": "{{ 10**9 * 'x' }}",
    "multiplied list": "{{ ([1] * 10**9)|length }}",
    "multiplied tuple": "{{ ((1, 2) * 10**9)|length }}",
    "power": "{{ 9**9**9 }}",
    "power in a test": "{% if 9**9**9 > 1 %}x{% endif %}",
    "power of power": "{% set a = 9**80 %}{% set b = a * a * a * a %}{{ b }}",
    "long multiplication": (
        "{% set ns = namespace(n=9) %}{% for i in range(40) %}{% set ns.n = ns.n * ns.n %}{% endfor %}{{ ns.n }}"
    ),
    "doubled text": "{% set v0 = 'xxxxxxxx' %}" + DOUBLING + "{{ v60 }}",
    "doubled list": "{% set v0 = [1] %}" + LISTS + "{{ v60|string }}",
    "compared lists": "{% set v0 = [1] %}" + LISTS + "{{ v60 == v59 }}",
    "doubled dictionary": "{% set v0 = {} %}" + DICTS + "{{ v60|length }}",
    "hashed tuple": "{% set v0 = (1, 1) %}" + LISTS.replace("[", "(").replace("]", ")") + "{{ v60 in {} }}",
    "doubling through namespace": (
        "{% set ns = namespace(s='xxxx') %}{% for i in range(100) %}{% set ns.s = ns.s ~ ns.s %}{% endfor %}{{ ns.s }}"
    ),
    "adding through namespace": (
        "{% set ns = namespace(s=[1]) %}{% for i in range(100) %}{% set ns.s = ns.s + ns.s %}{% endfor %}"
        "{{ ns.s|length }}"
    ),
    "namespace of itself": (
        "{% set ns = namespace(s=1) %}{% for i in range(99) %}{% set ns.s = [ns.s, ns.s] %}{% endfor %}{{ ns.s == 1 }}"
    ),
    "recursive macro": "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    "macro tree": "{% macro m(n) %}{% if n %}{{ m(n - 1) }}{{ m(n - 1) }}{% endif %}{% endmacro %}{{ m(35) }}",
    "macros in turn": "{% macro a(n) %}{{ b(n) }}{% endmacro %}{% macro b(n) %}{{ a(n) }}{% endmacro %}{{ a(1) }}",
    "macro by caller": (
        "{% macro m() %}{{ caller() }}{{ caller() }}{% endmacro %}"
        + "{% call m() %}" * 30
        + "x" * 100
        + "{% endcall %}" * 30
    ),
    "block of itself": "{{ self.job_title() }}",
    "blocks twice": "{{ self.job_title() }}{{ self.job_title() }}",
    "include of itself": "{% include 'circle.j2' %}",
    "imports in turn": "{% import 'turn.j2' as a %}{{ a.x() }}",
    "center": "{{ 'x'|center(10**9) }}",
    "center method": "{{ 'x'.center(10**9) }}",
    "ljust": "{{ 'x'.ljust(10**9) }}",
    "zfill": "{{ 'x'.zfill(10**9) }}",
    "expandtabs": "{{ '\\t'.expandtabs(10**9) }}",
    "indent": "{{ 'x'|indent(10**9, true) }}",
    "format width": "{{ '%999999999d'|format(1) }}",
    "format star": "{{ '%*d'|format(999999999, 1) }}",
    "format precision": "{{ '%.999999999f'|format(1.0) }}",
    "percent width": "{{ '%999999999s' % 'x' }}",
    "replace": "{{ ('x' * 9999)|replace('x', 'y' * 9999) }}",
    "replace method": "{{ ('x' * 9999).replace('x', 'y' * 9999) }}",
    "replace nothing": "{{ ('x' * 9999)|replace('', 'y' * 9999) }}",
    "join": "{{ range(2000)|join('x' * 9999) }}",
    "join method": "{{ ('x' * 9999).join(range(2000)|map('string')) }}",
    "join of texts": "{{ (['x' * 9999] * 1999)|join }}",
    "batch": "{{ [1]|batch(10**9, 'x')|list|length }}",
    "slice": "{{ [1]|slice(10**9)|list|length }}",
    "sum of lists": "{{ ([[1] * 99] * 1999)|sum(start=[])|length }}",
    "round": "{{ 1.5|round(10**9) }}",
    "wordwrap": "{{ ('x ' * 9999)|wordwrap(1, wrapstring='y' * 9999) }}",
    "truncate": "{{ ('x' * 99)|truncate(9, true, 'y' * 10**9) }}",
    "urlize": "{{ ('http://x.y ' * 1999)|urlize }}",
    "filesizeformat": "{{ (10**300)|filesizeformat }}",
    "groupby": "{{ range(2000)|groupby('real')|list|length }}",
    "dictsort": "{% set v0 = {} %}" + DICTS + "{{ v60|dictsort|length }}",
    "tojson of nothing": "{{ range(10**6)|list|tojson }}",
    "split": "{{ (('x ' * 9000).split() * 99)|length }}",
    "split in loop": "{% for a in range(999) %}{{ ('x' * 19000).split('y')|length }}{% endfor %}",
    "upper in loop": "{% for a in range(2000) %}{% set b = ('x' * 19000)|upper %}{% endfor %}",
    "title in loop": "{% for a in range(2000) %}{{ ('x ' * 9000)|title|length }}{% endfor %}",
    "long texts in loop": "{% set b = 'x' * 9999 %}{% for a in range(2000) %}{{ b ~ a }}{% endfor %}",
    "unique": "{% for a in range(2000) %}{{ range(2000)|unique|list|length }}{% endfor %}",
    "sort": "{% for a in range(2000) %}{{ range(2000)|sort(reverse=true)|length }}{% endfor %}",
    "map": "{% for a in range(2000) %}{{ range(2000)|map('string')|list|length }}{% endfor %}",
    "in a list": "{% set l = range(2000)|list %}{% for a in l %}{% if -1 in l %}{% endif %}{% endfor %}",
    "in a test": "{% set l = range(2000)|list %}{% for a in l %}{% if -1 is in l %}{% endif %}{% endfor %}",
    "int of digits": "{{ ('9' * 4000)|int }}",
    "many outputs": "{% for a in range(2000) %}{% for b in range(9) %}{{ 'x' * 4000 }}{% endfor %}{% endfor %}",
    "romanize in loop": "{% for a in range(2000) %}{{ ('я' * 9000)|romanize('ru')|length }}{% endfor %}",
    "exponential literal": "{{ " + NESTED_LIST + " }}",
    "strings multiplied in a list": "{{ ['x' * 20000] * 2000 }}",
    "huge number": "{{ 1" + "0" * 5000 + " }}",
}

FILES = {
    "3 MB of text": "{% block job_title %}" + "x" * 3_000_000 + "{% endblock %}",
    "3 MB of outputs": "{% block job_title %}" + "{{ user.title }}" * 190_000 + "{% endblock %}",
    "deep brackets": "{% block job_title %}{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}{% endblock %}",
    "deep lists": "{% block job_title %}{{ " + "[" * 3000 + "]" * 3000 + " }}{% endblock %}",
    "deep ifs": "{% block job_title %}" + "{% if 1 %}" * 3000 + "{% endif %}" * 3000 + "{% endblock %}",
    "deep loops": "{% block job_title %}" + "{% for a in [1] %}" * 200 + "{% endfor %}" * 200 + "{% endblock %}",
    "deep negations": "{% block job_title %}{{ " + "not " * 12000 + "1 }}{% endblock %}",
    "long sum": "{% block job_title %}{{ " + "1+" * 15000 + "1 }}{% endblock %}",
    "long chain of attributes": "{% block job_title %}{{ user.raw" + ".a" * 15000 + " + 1 }}{% endblock %}",
    "long chain of filters": "{% block job_title %}{{ user.title" + "|string" * 7000 + " + 1 }}{% endblock %}",
    "power at the top level": "{% set a = 9**9**9 %}{% block job_title %}{{ a }}{% endblock %}",
    "loop at the top level": (
        "{% set a %}{% for i in range(2000) %}{% for j in range(2000) %}{% endfor %}{% endfor %}{% endset %}"
        "{% block job_title %}{{ a }}{% endblock %}"
    ),
    "import of itself": "{% import 'rules.j2' as me %}{% block job_title %}{{ me.x() }}{% endblock %}",
    "top level for each person": (
        "{% set a %}{% for i in range(2000) %}{% for j in range(2000) %}{{ user.title }}"
        "{% endfor %}{% endfor %}{% endset %}"
        "{% block job_title %}{{ a }}{% endblock %}"
    ),
    "folded by Python": "{% block job_title %}{{ ('x' * 4000 ~ 'x' * 4000) * 4000 }}{% endblock %}",
}

HEAD = '{% extends "base.j2" %}'
GOOD = "{% block display_name %}{{ user.given_name }}{% endblock %}"


def attacks() -> dict[str, str]:
    """Name → the whole file."""
    rules = {name: f"{{% block job_title %}}{body}{{% endblock %}}" for name, body in {**ESCAPES, **EXHAUSTION}.items()}
    return {name: HEAD + GOOD + text for name, text in {**rules, **FILES}.items()}


def run(folder: Path) -> Iterator[dict[str, object]]:
    """Each attack's outcome: `refused`, `stopped`, `failed` or what got out; CPU seconds, and megabytes more."""
    mappings = Mappings(folder)
    mappings.write("circle.j2", "{% include 'circle.j2' %}{% include 'circle.j2' %}")
    mappings.write("turn.j2", "{% import 'again.j2' as a %}{% macro x() %}{{ a.x() }}{% endmacro %}")
    mappings.write("again.j2", "{% import 'turn.j2' as a %}{% macro x() %}{{ a.x() }}{% endmacro %}")
    mappings.compile("").map(person(), "staff")  # imports and tables are not the attacks'
    user = person(given_name="Taro", title="Clerk", groups=("a", "b"), raw={"a": {"b": "c"}}, custom={"a": "b"})
    for name, text in attacks().items():
        before, began = peak(), time.process_time()
        others = True
        try:
            mapper = mappings.compile(text)
        except ConfigurationError as error:
            outcome = f"refused: {error.findings[0].code}"
        else:
            mapped, again = mapper.map(user, "staff"), mapper.map(user, "staff")
            others = mapped.values[INDEX["display_name"]] == again.values[INDEX["display_name"]] == "Taro"
            value = mapped.values[INDEX["job_title"]]
            codes = {found.code for found in (*mapped.findings, *mapper.notes())}
            outcome = f"got out: {value[:99]!r}" if value is not None else f"stopped: {' '.join(sorted(codes))}"
        yield {
            "name": name,
            "outcome": outcome,
            "seconds": time.process_time() - began,
            "megabytes": peak() - before,
            "others": others,
        }


def peak() -> float:
    """The process's peak memory, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        for row in run(Path(place)):
            sys.stdout.write(json.dumps(row) + "\n")
            sys.stdout.flush()
