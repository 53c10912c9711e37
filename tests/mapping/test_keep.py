"""`keep()` is a whole value or an error, and never text."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nameplate.findings import Level
from nameplate.mapping import compile_mappings
from nameplate.model.attributes import INDEX, NAMES
from support.mappings import Mappings, codes, person, value

WHOLE = [
    "{{ user.title or keep() }}",
    "\n  {{ keep() }}\n",
    "{% if user.title %}{{ user.title }}{% else %}{{ keep() }}{% endif %}",
    "{% set k = user.title or keep() %}{{ k }}",
    "{% set k %}{{ keep() }}{% endset %}{{ k }}",
    "{% macro m(x) %} {{ x }} {% endmacro %}{{ m(user.title or keep()) }}",
    "{% macro m(x=keep()) %}{{ x }}{% endmacro %}{{ m() }}",
    "{{ [keep(), 'a'] | first }}",
    "{% for x in ['a'] %}{{ keep() }}{% endfor %}",
]
OTHERWISE = [
    "{{ (user.title or keep())[1:9] }}",
    "{{ (user.timezone or keep()) | iana_timezone }}",
    *(f"{{{{ keep() | {name} }}}}" for name in (
        "trim", "lower", "upper", "title_name", "string", "int", "float", "abs", "round", "length", "list", "first",
        "join", "replace('k', 'x')", "default('x')", "required", "items", "sort", "map('upper')", "person_name",
    )),
    *(f"{{{{ keep() {sign} 'x' }}}}" for sign in ("~", "+", "-", "*", "/", "%", "==", "!=", "<", "<=", "in", "or")),
    *(f"{{{{ 'x' {sign} keep() }}}}" for sign in ("~", "+", "-", "*", "%", "==", "!=", "<", ">=", "in")),
    "{{ 'a' < keep() < 'b' }}",
    "{{ 'x' if keep() else 'y' }}",
    "{{ 'x' if not keep() else 'y' }}",
    "{{ keep().upper() }}",
    "{{ keep()['a'] }}",
    "{{ keep()[0] }}",
    "{{ keep()() }}",
    "{{ '%s' | format(keep()) }}",
    "{{ ['a', keep()] | join }}",
    "{{ {keep(): 'a'} }}",
    "{% for x in keep() %}{{ x }}{% endfor %}",
    "{% filter upper %}{{ keep() }}{% endfilter %}",
    "{% set k = user.title or keep() %}{{ k | lower }}",
    "{% macro m(x) %}{{ x }} (JP){% endmacro %}{{ m(user.title or keep()) }}",
    "{{ keep() }}{{ keep() }}",
    "Dr {{ keep() }}",
]  # fmt: skip


@pytest.mark.parametrize("body", WHOLE)
def test_keep_as_the_whole_value_keeps(mappings: Mappings, body: str) -> None:
    """However it comes to be the whole value."""
    mapped = mappings.map(body)
    assert value(mapped, "job_title") is None
    assert mapped.findings == ()
    assert not mapped.blocked


@pytest.mark.parametrize("body", OTHERWISE)
def test_every_other_use_of_keep_is_a_finding_with_a_way_out(mappings: Mappings, body: str) -> None:
    """Nothing is sent, and the author is told where `keep()` belongs."""
    mapped = mappings.map(body)
    assert value(mapped, "job_title") is None
    (found,) = mapped.findings
    assert found.code == "NP213"
    assert found.message.startswith("job_title: keep() stands alone: ")
    assert "a branch of its own" in found.remedy
    assert (found.file, found.line) == ("rules.j2", 1)


@pytest.mark.parametrize(
    "text",
    [
        "{% set k = keep() %}{% block job_title %}{{ k }}{% endblock %}",
        "{% set k = user.title or keep() %}{% block job_title %}{{ k }}{% endblock %}",
        "{% set k %}{{ keep() }}{% endset %}{% block job_title %}{{ k }}{% endblock %}",
        "{% set a = keep() %}{% set k %}{{ a }}{% endset %}{% block job_title %}{{ k }}{% endblock %}",
        "{% set k = [keep(), 'a'] %}{% block job_title %}{{ k | first }}{% endblock %}",
        "{% macro m() %}{{ keep() }}{% endmacro %}{% block job_title %}{{ m() }}{% endblock %}",
        '{% import "own.j2" as own %}{% block job_title %}{{ own.m() }}{% endblock %}',
        '{% import "own.j2" as own %}{% set k = own.m() %}{% block job_title %}{{ k }}{% endblock %}',
        "{% block job_title %}{% block part %}{{ keep() }}{% endblock %}{% endblock %}",
        '{% block job_title %}{% include "part.j2" %}{% endblock %}',
    ],
)
def test_keep_passes_through_the_top_level_and_other_files(mappings: Mappings, text: str) -> None:
    """As a value of a name, of a macro, of a block, of an included file."""
    compiled = mappings.compile(text, own="{% macro m() %}{{ keep() }}{% endmacro %}", part=" {{ keep() }}\n")
    for _ in range(2):
        mapped = compiled.map(person(), "staff")
        assert (value(mapped, "job_title"), mapped.findings) == (None, ())


@pytest.mark.parametrize("name", ["k", "k ~ ''"])
def test_a_name_that_is_keep_is_no_text_beside_others(mappings: Mappings, name: str) -> None:
    """Whether the name is of text for most people or not."""
    text = "{% set k %}{{ keep() }}{% endset %}{% block job_title %}x{{ NAME }}{% endblock %}".replace("NAME", name)
    assert codes(mappings.compile(text).map(person(), "staff")) == ["NP213"]


def test_a_condition_can_not_be_keep(mappings: Mappings) -> None:
    """It is neither true nor false."""
    mappings.write("rules.j2", '{% extends "base.j2" %}')
    region = {"name": "all", "when": {"expression": "keep()"}, "mapping": "rules.j2"}
    mapped = compile_mappings(mappings.config([region])).map(person(), "staff")
    assert codes(mapped) == ["NP109"]
    assert "keep() stands alone" in mapped.findings[0].message


def test_user_name_and_email_may_be_kept(mappings: Mappings) -> None:
    """Whoever has an account keeps both; nothing blocks the person here."""
    mapped = mappings.compile(
        "{% block user_name %}{{ keep() }}{% endblock %}{% block email %}{{ keep() }}{% endblock %}"
    ).map(person(), "staff")
    assert (value(mapped, "user_name"), value(mapped, "email")) == (None, None)
    assert not mapped.blocked
    assert mapped.findings == ()


RULES = ("user_name", "email", "active", "display_name")
BODIES = st.sampled_from(
    ["{{ keep() }}", "", "x", "{{ user.email }}", "{{ keep() ~ 'x' }}", "{{ 1 // 0 }}", "{{ user.raw.a.b }}", "true",
     "{% for i in range(2000) %}{% for j in range(2000) %}{% endfor %}{% endfor %}"]
)  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(bodies=st.fixed_dictionaries(dict.fromkeys(RULES, BODIES)), named=st.booleans())
def test_nobody_is_blocked_without_an_error(tmp_path: Path, bodies: dict[str, str], *, named: bool) -> None:
    """Whatever the rules come to, a blocked person has a finding that says why."""
    mappings = Mappings(tmp_path / "mappings")
    text = "".join(f"{{% block {name} %}}{body}{{% endblock %}}" for name, body in bodies.items())
    compiled = mappings.compile(text)
    for user in (person(email="taro@acme.example" if named else "", active=None), person(id="00u2", email="x")):
        mapped = compiled.map(user, "staff")
        if mapped.blocked:
            assert any(found.level is Level.ERROR for found in mapped.findings)
        assert all(mapped.values[INDEX[name]] is None or "\0" not in mapped.values[INDEX[name]] for name in NAMES)
