"""What makes a mapping unusable is found before anybody is read, all of it at once, with its place."""

import pytest

from nameplate.errors import ConfigurationError
from support.mappings import Mappings, person, value


@pytest.mark.parametrize(
    ("text", "code", "place", "words"),
    [
        ("\n{% block job_title %}{{ user.titel }}{% endblock %}", "NP202", "rules.j2:2:30", "title"),
        ("{% block job_title %}{{ user['titel'] }}{% endblock %}", "NP202", "rules.j2:1:52", "title"),
        ("{% block job_title %}{{ user.title|uper }}{% endblock %}", "NP203", "rules.j2:1:59", "upper"),
        ("{% block job_title %}{{ usr.title }}{% endblock %}", "NP203", "rules.j2:1:48", "user"),
        ("{% block job_title %}{% if user.title is defind %}{% endif %}{% endblock %}", "NP203", "", "defined"),
        ("{% block job_title %}{{ lipsum() }}{% endblock %}", "NP210", "rules.j2:1:48", "not allowed"),
        ("{% block job_title %}{{ user.title|attr('x') }}{% endblock %}", "NP210", "", "not allowed"),
        ("{% block dislay_name %}x{% endblock %}", "NP204", "rules.j2:1:27", "display_name"),
        ("{% block job_title %}{{ user.title }{% endblock %}", "NP201", "rules.j2:1", ""),
        ("{% block job_title %}{% if %}{% endblock %}", "NP201", "rules.j2:1", ""),
        ("{% block job_title %}{% include 'nothing.j2' %}{% endblock %}", "NP211", "rules.j2:1", "nothing.j2"),
        (
            "{% import 'nothing.j2' as x %}{% block phone %}{{ x.y() }}{% endblock %}",
            "NP211",
            "rules.j2:1",
            "nothing.j2",
        ),
        ("{% set a = 1 %}{% set a = 2 %}{% block phone %}{{ a }}{% endblock %}", "NP209", "rules.j2:1:42", "'a'"),
        ("{% block phone %}{{ self.nope() }}{% endblock %}", "NP203", "rules.j2:1:4", "the block 'nope' is unknown"),
        ("{% block phone %}{{ self.emial() }}{% endblock %}", "NP203", "rules.j2:1:4", "did you mean 'email'"),
        ("{% block phone %}{% include ['no.j2', 'none.j2'] %}{% endblock %}", "NP211", "rules.j2:1", "no.j2"),
        ("{% set ns = namespace(n=1) %}{% block phone %}{{ ns.n }}{% endblock %}", "NP209", "", "person to person"),
        ("{% if true %}{% block phone %}1{% endblock %}{% endif %}", "NP209", "", "inside an `if`"),
        (
            "{% block job_title %}{% for a in [1] %}{% block phone %}{% endblock %}{% endfor %}{% endblock %}",
            "NP209",
            "",
            "",
        ),
        ("{% set a = b %}{% set b = 1 %}{% block phone %}{{ a }}{% endblock %}", "NP209", "", "'b'"),
        ("{% extends user.title %}", "NP210", "rules.j2:1", "quotes"),
        ("{% autoescape true %}{% endautoescape %}", "NP210", "rules.j2:1", "autoescape"),
    ],
)
def test_a_mistake_has_its_code_and_place(mappings: Mappings, text: str, code: str, place: str, words: str) -> None:
    """File, line and column, with a suggestion where a name is misspelt."""
    found = next(one for one in mappings.refusals(text) if one.code == code)
    assert found.address.startswith(place)
    assert words in found.message + found.remedy


def test_all_mistakes_are_found_at_once(mappings: Mappings) -> None:
    """In the order of the file."""
    text = (
        "{% block job_title %}{{ user.titel }}{% endblock %}\n"
        "{% block phone %}{{ user.phon|uper }}{% endblock %}\n{% block helper %}{% endblock %}"
    )
    assert [found.code for found in mappings.refusals(text)] == ["NP202", "NP202", "NP203", "NP204"]


def test_a_field_is_followed_into_macros(mappings: Mappings) -> None:
    """Whatever the parameter is called."""
    bits = "\n{% macro full(u) %}{{ u.famly_name }}{% endmacro %}"
    text = '{% import "bits.j2" as bits %}{% block phone %}{{ bits.full(user) }}{% endblock %}'
    (found,) = mappings.refusals(text, bits=bits)
    assert (found.code, found.address) == ("NP202", "bits.j2:2:25")


def test_a_required_attribute_needs_a_rule(mappings: Mappings) -> None:
    """User name and e-mail."""
    mappings.write("rules.j2", "{% block display_name %}{{ user.given_name }}{% endblock %}")
    with pytest.raises(ConfigurationError) as refused:
        mappings.compile()
    assert [(found.code, found.attribute) for found in refused.value.findings] == [
        ("NP208", "user_name"),
        ("NP208", "email"),
    ]


def test_a_mapping_that_is_not_there_is_named_where_the_region_names_it(mappings: Mappings) -> None:
    """In the configuration."""
    with pytest.raises(ConfigurationError) as refused:
        mappings.compile()
    (found,) = refused.value.findings
    assert (found.code, found.file) == ("NP211", "nameplate.yaml")


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("nameplate/japn.j2", "`nameplate/japan.j2`"),
        ("bse.j2", "`base.j2`"),
        ("base", "`base.j2`"),
        ("nameplate/qqq.j2", "Check its name"),
    ],
)
def test_a_template_that_is_not_there_is_taken_for_a_slip(mappings: Mappings, name: str, meant: str) -> None:
    """Own ones by their names, shipped ones by theirs; what all names share makes none alike."""
    (found,) = mappings.refusals(f'{{% extends "{name}" %}}')
    assert found.code == "NP211"
    assert meant in found.remedy


def test_a_parent_that_is_not_there_is_named_where_it_is_extended(mappings: Mappings) -> None:
    """With the line."""
    (found,) = mappings.refusals('\n{% extends "nobody.j2" %}')
    assert (found.code, found.address[:10]) == ("NP211", "rules.j2:2")


def test_a_circle_of_parents_is_refused(mappings: Mappings) -> None:
    """It never ends."""
    assert [found.code for found in mappings.refusals('{% extends "rules.j2" %}')] == ["NP212"]


def test_a_file_that_is_not_utf_8_is_refused(mappings: Mappings) -> None:
    """With the line of the first bad byte."""
    (mappings.folder / "rules.j2").write_bytes(b"{# ok #}\n{# caf\xe9 #}")
    with pytest.raises(ConfigurationError) as refused:
        mappings.compile()
    (found,) = refused.value.findings
    assert (found.code, found.address) == ("NP207", "rules.j2:2:7")


def test_a_byte_order_mark_is_taken(mappings: Mappings) -> None:
    """Windows' editors write one."""
    text = '{% extends "base.j2" %}{% block phone %}1{% endblock %}'
    (mappings.folder / "rules.j2").write_bytes(b"\xef\xbb\xbf" + text.encode())
    assert value(mappings.compile().map(person(), "staff"), "phone") == "1"


def test_a_name_below_the_block_that_reads_it_is_refused(mappings: Mappings) -> None:
    """In a root, plain Jinja would not see it yet."""
    text = "{% block user_name %}{{ a }}{% endblock %}{% block email %}x{% endblock %}{% set a = 1 %}"
    (found,) = mappings.refusals(text)
    assert found.code == "NP209"
    assert "below" in found.message


def test_helper_blocks_are_called_or_nested(mappings: Mappings) -> None:
    """A parent's helper that a child overrides away is none of the child's mistakes."""
    middle = (
        '{% extends "base.j2" %}{% block display_name %}{% block person %}{{ user.given_name }}{% endblock %}'
        "{% endblock %}{% block suffix %} (x){% endblock %}{% block phone %}{{ self.suffix() }}{% endblock %}"
    )
    text = '{% extends "middle.j2" %}{% block display_name %}y{% endblock %}{% block phone %}1{% endblock %}'
    mapped = mappings.compile(text, middle=middle).map(person(), "staff")
    assert value(mapped, "display_name") == "y"


def test_the_same_import_in_parent_and_child_is_no_conflict(mappings: Mappings) -> None:
    """Both mean the same macros."""
    bits = "{% macro hi() %}hi{% endmacro %}"
    line = '{% import "bits.j2" as bits %}'
    middle = f'{{% extends "base.j2" %}}{line}{{% block phone %}}{{{{ bits.hi() }}}}{{% endblock %}}'
    text = f'{{% extends "middle.j2" %}}{line}{{% block location %}}{{{{ bits.hi() }}}}{{% endblock %}}'
    assert value(mappings.compile(text, bits=bits, middle=middle).map(person(), "staff"), "location") == "hi"


def test_the_hash_changes_with_every_file_that_a_rule_can_reach(mappings: Mappings) -> None:
    """Parents and imports included; the same text has the same hash."""
    bits, text = (
        "{% macro hi() %}hi{% endmacro %}",
        '{% import "bits.j2" as bits %}{% block phone %}{{ bits.hi() }}{% endblock %}',
    )
    first = mappings.compile(text, bits=bits).mappings_hash
    assert mappings.compile(text, bits=bits).mappings_hash == first
    assert mappings.compile(text, bits=bits + " ").mappings_hash != first


READING = "{% set own = 'o' %}{% macro m(a) %}{{ a }}{{ own }}{{ later }}{% endmacro %}"
PASSING = "{% import 'reading.j2' as r with context %}{% macro m(a) %}{{ r.m(a) }}{% endmacro %}"


@pytest.mark.parametrize("file", ["reading", "passing"])
@pytest.mark.parametrize(
    "statement", ["{% import 'FILE.j2' as f with context %}", "{% from 'FILE.j2' import m with context %}"]
)
def test_a_file_imported_with_context_reads_what_it_names(mappings: Mappings, file: str, statement: str) -> None:
    """A name that is set below the import is refused only if the file, or what that imports, reads it."""
    imported = statement.replace("FILE", file)
    block = f"{{% block phone %}}{{{{ {'m' if 'from' in statement else 'f.m'}(1) }}}}{{% endblock %}}"
    files = {"reading": READING, "passing": PASSING}
    harmless = "{% set later = 'l' %}" + imported + "{% set other = 'x' %}{% macro more() %}{% endmacro %}" + block
    assert value(mappings.compile(harmless, **files).map(person(), "staff"), "phone") == "1ol"
    found = mappings.refusals(f"{imported}{{% set later = 'l' %}}{block}", **files)
    assert [one.code for one in found] == ["NP209"]
    assert "'later' is read here" in found[0].message


def test_a_file_imported_with_context_is_read_for_fields(mappings: Mappings) -> None:
    """Those that it names, and no more."""
    mapper = mappings.compile(
        "{% import 'l.j2' as l with context %}{% block phone %}{{ l.m() }}{% endblock %}",
        l="{% macro m() %}{{ user.office }}{{ user.raw.badge }}{% endmacro %}",
    )
    assert "office" in mapper.needs["staff"].fields
    assert "*" not in mapper.needs["staff"].fields
    assert mapper.needs["staff"].raw == {"badge"}
    assert value(mapper.map(person(office="Rome", raw={"badge": 7}), "staff"), "phone") == "Rome7"


@pytest.mark.parametrize("call", ["l.me()", "l.twice()"])
def test_a_macro_imported_without_context_does_not_see_the_person(mappings: Mappings, call: str) -> None:
    """Neither by itself nor through another macro of its file."""
    library = "{% macro me() %}{{ user.title }}{% endmacro %}\n{% macro twice() %}{{ me() }}{% endmacro %}"
    library += "{% macro given(user) %}{{ user.title }}{% endmacro %}"
    text = "{% import 'l.j2' as l %}{% block phone %}{{ CALL }}{% endblock %}"
    (found,) = mappings.refusals(text.replace("CALL", call), l=library)
    assert (found.code, found.file, found.line) == ("NP203", "l.j2", 1)
    assert "imported without context" in found.message
    given = mappings.compile(text.replace("CALL", "l.given(user)"), l=library)
    assert value(given.map(person(title="Clerk"), "staff"), "phone") == "Clerk"


def test_what_a_macro_s_neighbour_reads_is_read(mappings: Mappings) -> None:
    """A filter in a macro that an imported macro calls looks at the person too."""
    mapper = mappings.compile(
        "{% import 'l.j2' as l %}{% block phone %}{{ l.loud(user.title) }}{% endblock %}",
        l="{% macro up(a) %}{{ a | upper }}{% endmacro %}{% macro loud(a) %}{{ up(a) }}!{% endmacro %}",
    )
    assert "country" in mapper.needs["staff"].fields


@pytest.mark.parametrize(
    ("include", "expected"),
    [("'no.j2' ignore missing", "x"), ("['no.j2', 'yes.j2']", "yesx"), ("['no.j2', 'none.j2'] ignore missing", "x")],
)
def test_an_absent_file_that_may_be_absent_is_passed_over(mappings: Mappings, include: str, expected: str) -> None:
    """`ignore missing`, and a list of which one is there."""
    mapper = mappings.compile(f"{{% block phone %}}{{% include {include} %}}x{{% endblock %}}", yes="yes")
    assert value(mapper.map(person(), "staff"), "phone") == expected


def test_an_included_file_is_told_how_to_see_the_loop(mappings: Mappings) -> None:
    """Jinja shows it `loop` only if its includer happens to use it."""
    text = (
        "{% block phone %}{% for a in 'bc' %}{% set n = loop.index %}{% include 'part.j2' %}{% endfor %}{% endblock %}"
    )
    (found,) = mappings.refusals(text, part="{{ loop.index }}")
    assert (found.code, found.file) == ("NP203", "part.j2")
    assert "{% set n = loop.index %}" in found.remedy
    assert value(mappings.compile(text, part="{{ n }}").map(person(), "staff"), "phone") == "12"
