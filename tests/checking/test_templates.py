"""What `check` finds in mappings."""

import pytest

from nameplate.config import load_config
from nameplate.mapping import compile_mappings
from nameplate.model import SourceUser
from nameplate.plugins import Filter, hookimpl, load_plugins


def place(findings, code):
    """File name, line and column of the one finding with a code."""
    (found,) = [found for found in findings if found.code == code]
    return found.file.rpartition("/")[2], found.line, found.column


def test_a_good_organization_has_no_findings(organization):
    """Nothing is remarked on what is right."""
    assert organization.check() == []


@pytest.mark.parametrize(
    ("text", "code", "line", "column"),
    [
        ("{% block job_title %}{{ user.title {% endblock %}", "NP201", 2, 36),
        ("{% block job_title %}{{ user.famly_name }}{% endblock %}", "NP202", 2, 30),
        ("{% block job_title %}{{ user.title | uper }}{% endblock %}", "NP203", 2, 38),
        ("{% block dislay_name %}x{% endblock %}", "NP204", 2, 4),
        ("Hello {# a remark #}", "NP205", 2, 1),
        ("\n  {{ user.title }}", "NP205", 3, 6),
        ("{% if region %}there{% endif %}", "NP205", 2, 16),
        ("{% block job_title %}a｛{ user.title }｝{% endblock %}", "NP206", 2, 23),
        ("{％ block job_title ％}x{％ endblock ％}", "NP206", 2, 1),
        ("{% block job_title %}{{ lipsum() }}{% endblock %}", "NP210", 2, 25),
        ("{% block job_title %}{{ user.title.starts('x') }}{% endblock %}", "NP210", 2, 25),
        ("{% block job_title %}{{ '{}'.format(user.title) }}{% endblock %}", "NP210", 2, 25),
        ("{% block job_title %}{{ self.__class__ }}{% endblock %}", "NP210", 2, 25),
        ("{% block email %}{{ user.user_name }}{% endblock %}", "NP215", 2, 4),
        ("{% block active %}true{% endblock %}", "NP215", 2, 4),
        ("{% block timezone %}Europe/Budapst{% endblock %}", "NP218", 2, 21),
        ("{% block location %}{{ user.city or none }}{% endblock %}", "NP219", 2, 37),
    ],
)
def test_a_mistake_is_found_where_it_stands(organization, text, code, line, column):
    """Each kind of mistake, with line and column."""
    assert place(organization.own(text), code) == ("own.j2", line, column)


def test_a_file_that_is_not_utf8_is_found(organization):
    """With the place of the first byte that can't be read."""
    (organization.folder / "mappings/own.j2").write_bytes("{# Japán #}".encode("iso-8859-2"))
    assert place(organization.check(), "NP207") == ("own.j2", 1, 7)


def test_a_required_attribute_without_a_rule_is_found(organization):
    """A mapping that extends nothing and has no e-mail."""
    organization.write("own.j2", "{% block user_name %}{{ user.user_name }}{% endblock %}")
    (found,) = [found for found in organization.check() if found.code == "NP208"]
    assert found.attribute == "email"


def test_a_missing_mapping_is_found_at_its_key(organization, codes):
    """In nameplate.yaml, since no template names it."""
    findings = organization.with_config("mapping: own.j2", "mapping: ownn.j2")
    assert place(findings, "NP211") == ("nameplate.yaml", 3, 17)


def test_several_mistakes_are_found_at_once(organization, codes):
    """In order of their places."""
    findings = organization.own(
        "text\n{% block job_title %}{{ user.titel | uper }}{% endblock %}\n{% block timezone %}CET+1{% endblock %}"
    )
    assert codes(findings) == ["NP205", "NP202", "NP203", "NP218"]


def test_misspelt_names_come_with_a_suggestion(organization):
    """Fields, filters, blocks."""
    findings = organization.own(
        "{% block job_tilte %}{% endblock %}{% block department %}{{ user.departmnt | lowr }}{% endblock %}"
    )
    assert [word for found in findings for word in ("job_title", "department'?", "lower") if word in found.message] == [
        "job_title",
        "department'?",
        "lower",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "{# text in a comment, and {｛ braces ｝} #}",
        "{% block job_title %}{{ user.title }}｝{% endblock %}",
        "{% set suffix = ' (ext)' %}{% block job_title %}{{ user.title ~ suffix }}{% endblock %}",
        "{% macro short(x) %}{{ x[:3] }}{% endmacro %}{% block job_title %}{{ short(user.title) }}{% endblock %}",
        "{% block job_title %}{{ self.short() }}{% endblock %}{% block short %}x{% endblock %}",
        "{% block job_title %}{{ user.raw.profile.x | default('y') }}{% endblock %}",
        "{% block job_title %}{{ user.raw._links.starts }}{{ user.title.upper().lower() }}{% endblock %}",
        "{% block job_title %}{{ user.title | default('y', true) }}{% endblock %}",
        "{% block job_title %}{% if user.raw.x is defined %}a{% endif %}{% endblock %}",
        "{% block job_title %}{{ 'a' if user.title == 'b' else 'c' }}{% endblock %}",
        "{% block timezone %}{{ user.timezone or 'Asia/Tokyo' }}{% endblock %}",
        "{% block timezone %}Europe/{% if user.country == 'AT' %}Vienna{% else %}Berlin{% endif %}{% endblock %}",
    ],
)
def test_what_is_right_passes(organization, text):
    """What looks like a mistake, and is none."""
    assert organization.own(text) == []


@pytest.mark.parametrize(
    ("attribute", "text"),
    [
        ("display_name", "x" * 101),
        ("public_name", "{{ user.given_name }}" + "x" * 31),
        ("preferred_language", "Portuguese (Brazil)"),
        ("timezone", "{{ user.timezone or 'Asia/Tokio' }}"),
        ("timezone", "Europe/{% if user.country == 'AT' %}Wien{% else %}Berlin{% endif %}"),
        ("timezone", "{{ 'Asia/Tokio' if user.country == 'JP' else 'Europe/Berlin' }}"),
        ("email", ""),
        ("active", "yes"),
        ("job_title", "a\x07"),
    ],
)
def test_a_constant_that_atlassian_would_refuse_is_found(organization, codes, attribute, text):
    """Whole values, and each that a branch may give."""
    findings = organization.own(f"{{% block {attribute} %}}{text}{{% endblock %}}")
    assert "NP218" in codes(findings)


@pytest.mark.parametrize("attribute", ["user_name", "email"])
def test_who_keeps_every_address_can_create_nobody(organization, codes, attribute):
    """A warning, unless the directory is not to create accounts; `keep()` for some is nothing."""
    kept = f"{{% block {attribute} %}} {{{{ keep() }}}}\n{{% endblock %}}"
    found = [one for one in organization.own(kept) if one.code == "NP218"]
    assert [(one.level, one.line, one.attribute) for one in found] == [("warning", 2, attribute)]
    assert "NP218" not in codes(organization.own(kept.replace("keep()", "user.email or keep()")))
    organization.own(kept)
    only_updates = organization.with_config("{sandbox: ./practice.db}", "{sandbox: ./practice.db, actions: [update]}")
    assert "NP218" not in codes(only_updates)


@pytest.mark.parametrize(
    "text",
    [
        "{{ none }}",
        "{{ user.title or None }}",
        "{{ 'a' if user.title is none else 'b' }}",
        "{{ 'a' if user.title == none else 'b' }}",
        "{{ 'a' if user.title is defined else 'b' }}",
        "{{ user.title | default('x') }}",
        "{{ user.custom.romaji | d('x') }}",
        "{{ user.country == 'JP' }}",
        "{{ not user.title }}",
        "{{ user.active }}",
        "{{ user.title or true }}",
    ],
)
def test_a_trap_is_found(organization, codes, text):
    """What comes out empty or as a word."""
    assert "NP219" in codes(organization.own(f"{{% block job_title %}}{text}{{% endblock %}}"))


@pytest.mark.parametrize(
    ("rule", "fails"),
    [
        ("{{ super() }} ({{ user.office }})", True),
        ("{{ super() }}{% if user.office %} ({{ user.office }}){% endif %}", True),
        ("{{ super() | upper }}", True),
        ("{{ super() ~ user.office }}", True),
        ("{{ (user.title or keep()) | upper }}", True),
        ("{{ user.title or keep() }}!", True),
        ("{{ user.office }}{{ keep() if not user.title }}", True),
        ("{{ super() }}", False),
        (" {% set place = user.office %} {{ super() }} ", False),
        ("{{ user.title | upper if user.title else keep() }}", False),
        ("{% if user.title %}{{ user.title }} ({{ user.office }}){% else %}{{ keep() }}{% endif %}", False),
        ("{{ user.office or super() }}", False),
    ],
)
def test_a_rule_that_fails_for_whom_it_keeps_is_found(organization, plugins, rule, fails):
    """By itself, or since the mapping that it extends keeps; and nothing is found that doesn't fail."""
    findings = organization.own(f"{{% block job_title %}}{rule}{{% endblock %}}")
    found = [(one.code, one.level, one.attribute) for one in findings if one.code == "NP213"]
    assert found == ([("NP213", "warning", "job_title")] if fails else [])
    mapper = compile_mappings(load_config(organization.config, plugins.connectors), plugins)
    mapped = mapper.map(SourceUser(id="1", email="a@acme.example", office="Pécs"), "staff")
    assert ("NP213" in {one.code for one in mapped.findings}) is fails


def test_an_override_that_all_regions_share_passes(organization, codes):
    """Only what sets one region apart is risky."""
    organization.write("own.j2", '{% extends "base.j2" %}')
    organization.write("other.j2", '{% extends "base.j2" %}')
    base = '{% extends "nameplate/default.j2" %}{% block user_name %}{{ user.employee_id }}{% endblock %}'
    organization.write("base.j2", base)
    findings = organization.with_config(
        "  - {name: all, mapping: own.j2}",
        "  - {name: some, when: {country: JP}, mapping: other.j2}\n  - {name: all, mapping: own.j2}",
    )
    assert "NP215" not in codes(findings)


def test_an_impure_filter_of_a_plugin_is_found(organization, codes):
    """A plugin says itself that its filter depends on more than its input."""

    class Fortune:
        @hookimpl
        def nameplate_filters(self):
            return [Filter("fortune", str, pure=False)]

    organization.plugins = load_plugins([Fortune()])
    assert "NP210" in codes(organization.own("{% block job_title %}{{ user.title | fortune }}{% endblock %}"))
