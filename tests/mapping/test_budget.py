"""A rule that goes over its budget is stopped for the whole run."""

from nameplate.mapping import Mapper, compile_mappings
from nameplate.plugins import Filter, load_plugins
from nameplate.plugins.hooks import hookimpl
from support.mappings import Mappings, codes, person, value

GREEDY = "{% for a in range(2000) %}{% for b in range(2000) %}{% endfor %}{% endfor %}"


def test_a_rule_that_exceeds_its_budget_is_kept_for_everybody_after(mappings: Mappings) -> None:
    """One finding for the run, none for a person; the attribute is kept."""
    text = f"{{% block job_title %}}{{% if user.title %}}{GREEDY}{{% endif %}}x{{% endblock %}}"
    mapper = mappings.compile(text + "{% block phone %}1{% endblock %}")
    assert value(mapper.map(person(), "staff"), "job_title") == "x"
    assert mapper.notes() == ()
    first = mapper.map(person(title="Clerk"), "staff")
    after = mapper.map(person(), "staff")
    assert (value(first, "job_title"), value(after, "job_title")) == (None, None)
    assert (codes(first), codes(after), first.blocked) == ([], [], False)
    assert value(after, "phone") == "1"
    (note,) = mapper.notes()
    assert (note.code, note.address, note.attribute) == ("NP214", "rules.j2:1", "job_title")


def test_a_stopped_rule_for_a_required_attribute_blocks_everybody(mappings: Mappings) -> None:
    """Each person says why."""
    mapper = mappings.compile(f'{{% extends "base.j2" %}}{{% block email %}}{GREEDY}{{% endblock %}}')
    mapped = [mapper.map(person(), "staff") for _ in range(2)]
    assert [(one.blocked, codes(one)) for one in mapped] == [(True, ["NP214"])] * 2


def test_a_budget_is_for_one_person(mappings: Mappings) -> None:
    """What one person costs is not charged to the next."""
    mapper = mappings.compile("{% block job_title %}{% for a in range(900) %}{% endfor %}x{% endblock %}")
    for _ in range(50):
        assert value(mapper.map(person(), "staff"), "job_title") == "x"


class Hiding:
    """A plugin that swallows whatever a rule raises."""

    @hookimpl
    def nameplate_filters(self) -> list[Filter]:
        def swallow(macro: object) -> str:
            try:
                return str(macro())  # type: ignore[operator]
            except Exception:  # noqa: BLE001 -- that is the attack
                return "hidden"

        return [Filter("swallow", swallow)]


def hiding(mappings: Mappings, text: str) -> Mapper:
    """A mapper with that plugin."""
    mappings.write("rules.j2", '{% extends "base.j2" %}' + text)
    return compile_mappings(mappings.config(), load_plugins([Hiding()]))


def test_a_plugin_cannot_hide_that_the_budget_is_spent(mappings: Mappings) -> None:
    """The engine looks at the budget after each rule, whatever became of the exception."""
    greedy = f"{{% macro greedy() %}}{GREEDY}{{% endmacro %}}"
    mapper = hiding(mappings, f"{{% block job_title %}}{greedy}{{{{ greedy | swallow }}}}{{% endblock %}}")
    assert value(mapper.map(person(), "staff"), "job_title") is None
    assert [note.code for note in mapper.notes()] == ["NP214"]


def test_a_rule_rendered_as_a_block_does_not_hide_another_s_budget(mappings: Mappings) -> None:
    """Rules that are rendered after it begin a budget of their own."""
    text = (
        f"{{% macro greedy() %}}{GREEDY}{{% endmacro %}}"
        "{% block job_title %}{{ greedy | swallow }}{% endblock %}"
        "{% block phone %}{% for a in [1] %}{{ a }}{% endfor %}{% endblock %}"
        "{% block location %}{{ [user.city, 'x'] | join }}{% endblock %}"
    )
    mapper = hiding(mappings, text)
    mapped = mapper.map(person(city="Rome"), "staff")
    assert [value(mapped, name) for name in ("job_title", "phone", "location")] == [None, "1", "Romex"]
    assert [note.attribute for note in mapper.notes()] == ["job_title"]


def test_a_plugin_s_error_is_a_finding_on_one_person(mappings: Mappings) -> None:
    """Its words are shown, and the person's other attributes go on."""
    mapper = hiding(mappings, "{% block job_title %}{{ user.title | swallow | int / 0 }}{% endblock %}")
    mapped = mapper.map(person(), "staff")
    assert codes(mapped) == ["NP213"]
    assert "divided by zero" in mapped.findings[0].message
