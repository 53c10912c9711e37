"""Which rules and branches examples reach."""

import pytest

from nameplate.checking.examples.running import Runner


@pytest.fixture
def missed(tmp_path, plugins):
    """What these examples of a rule for `job_title` don't reach, in words."""

    def run(rule, *examples, more=""):
        text = f'{{% extends "nameplate/default.j2" %}}{more}{{% block job_title %}}{rule}{{% endblock %}}'
        (tmp_path / "own.j2").write_text(text, "utf-8")
        path = tmp_path / "own.examples.yaml"
        rows = "".join(f"  - {{given: {{{given}}}, untouched: [location]}}\n" for given in examples)
        path.write_text(f"mapping: own.j2\nexamples:\n{rows}", "utf-8")
        runner = Runner(plugins)
        assert not any(outcome.failed for outcome in runner.run([path]))
        return sorted(branch.what for covered in runner.coverage.files() for branch in covered.missed)

    return run


IF = "{% if user.title %}a{% elif user.country %}b{% else %}c{% endif %}"


@pytest.mark.parametrize(
    ("rule", "examples", "expected"),
    [
        ("x", ["title: a"], []),
        (IF, ["title: a"], ["no condition holds", "the condition of elif holds"]),
        (IF, ["title: a", "country: HU", "city: ''"], []),
        ("{% if user.title %}a{% endif %}", ["title: a"], ["no condition holds"]),
        ("{% if user.title %}a{% endif %}", ["city: ''"], ["the condition holds"]),
        ("{{ 'a' if user.title else 'b' }}", ["title: a"], ["the value of the inline `else`"]),
        ("{{ user.title or user.country or 'c' }}", ["title: a"], ["operand 2 of `or`", "operand 3 of `or`"]),
        ("{{ user.title or user.country or 'c' }}", ["nick_name: x"], ["operand 1 of `or`", "operand 2 of `or`"]),
        ("{{ user.title or user.country or 'c' }}", ["nick_name: x", "title: a", "country: HU"], []),
        ("{% for g in user.groups %}{{ g }}{% endfor %}", ["title: a"], ["body of the loop"]),
        ("{% for g in user.groups %}{{ g }}{% endfor %}", ["groups: [a]"], []),
    ],
)
def test_branches_count(missed, rule, examples, expected):
    """Arms of `if`, written or not; of inline ones; operands of `or` that come out; loops."""
    assert missed(rule, *examples) == expected


def test_a_helper_that_is_called_in_one_branch_counts(missed):
    """Blocks and macros."""
    helper = "{% block short %}x{% endblock %}{% macro m() %}y{% endmacro %}"
    rule = "{{ self.short() if user.title else m() }}"
    assert missed(rule, "nick_name: a", more=helper) == ["rule short", "the value of the inline `if`"]
    assert missed(rule, "title: a", more=helper) == ["macro m", "the value of the inline `else`"]


def test_a_parent_that_is_overridden_without_super_is_not_reached(tmp_path, plugins):
    """Its rule never runs, in whatever mapping it stands."""
    (tmp_path / "base.j2").write_text('{% extends "nameplate/default.j2" %}{% block phone %}1{% endblock %}', "utf-8")
    (tmp_path / "own.j2").write_text('{% extends "base.j2" %}{% block phone %}2{% endblock %}', "utf-8")
    path = tmp_path / "own.examples.yaml"
    path.write_text("mapping: own.j2\nexamples: [{given: {}, expect: {phone: 2}}]", "utf-8")
    runner = Runner(plugins)
    assert not any(outcome.failed for outcome in runner.run([path]))
    assert [(covered.file.name, len(covered.missed)) for covered in runner.coverage.files()] == [
        ("base.j2", 1),
        ("own.j2", 0),
    ]
