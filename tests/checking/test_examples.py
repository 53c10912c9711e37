"""Examples beside mappings."""

from pathlib import Path

import pytest

from nameplate.checking.examples.people import SOMEONE, given_user
from nameplate.checking.examples.reading import examples_files, read_examples
from nameplate.checking.examples.running import Broken, Runner
from nameplate.config import load_config
from nameplate.errors import ConfigurationError

ROOT = Path(__file__).parents[2]
MAPPING = """\
{% extends "nameplate/default.j2" %}
{% block person %}{{ user.family_name }} {{ user.given_name }}{% endblock %}
{% block department %}{{ user.department }}{% endblock %}
{% block job_title %}{{ user.title | required("HR enters it") }}{% endblock %}
"""


@pytest.fixture
def run(tmp_path, plugins):
    """Runs these examples of a mapping alone; their outcomes."""
    (tmp_path / "own.j2").write_text(MAPPING, "utf-8")

    def ran(text, config=None):
        path = tmp_path / "own.examples.yaml"
        path.write_text(text if "examples:" in text else f"mapping: own.j2\nexamples:\n{text}", "utf-8")
        return list(Runner(plugins, config).run([path]))

    return ran


def differences(outcome):
    """What differs, as (what, expected, actual)."""
    return [(one.what, one.expected, one.actual) for one in outcome.differences]


def test_an_example_that_holds(run):
    """Expected values, cleared ones, and those that are left alone."""
    (outcome,) = run(
        "  - given: {family_name: 山田, given_name: 太郎, title: 課長}\n"
        '    expect: {display_name: 山田 太郎, department: "", job_title: 課長, active: true}\n'
        "    untouched: [given_name, location]\n"
    )
    assert not outcome.failed, outcome


def test_a_failure_names_each_attribute_and_the_address_of_its_rule(run):
    """Expected against actual; what is left alone is None."""
    (outcome,) = run(
        "  - given: {family_name: A, given_name: B, title: x}\n"
        "    expect: {display_name: B A, location: Paris}\n"
        "    untouched: [department]\n"
    )
    assert differences(outcome) == [
        ("display_name", "B A", "A B"),
        ("location", "Paris", None),
        ("department", None, ""),
    ]
    assert [one.rule for one in outcome.differences] == [
        "own.j2:2",
        "nameplate/default.j2:23",
        "own.j2:3",
    ]
    assert outcome.failure.code == "NP221"
    assert outcome.failure.line == 3


def test_a_value_that_was_refused_says_why(run):
    """A rule that failed is the reason for the difference, and no second one."""
    (outcome,) = run("  - given: {family_name: A, given_name: B}\n    expect: {job_title: Boss}\n")
    (difference,) = outcome.differences
    assert difference.actual is None
    assert "HR enters it" in difference.remark


@pytest.mark.parametrize(
    ("expectations", "failed"),
    [
        ("findings: [NP220]", []),
        ("blocked: NP220", ["blocked"]),
        ("findings: [NP301]", ["findings"]),
        ("expect: {display_name: A B}", ["findings"]),
        ("expect: {display_name: A B}\n    findings: [NP220]", []),
    ],
)
def test_findings_are_expected_by_code(run, expectations, failed):
    """Those that are named have to be there; an error that nobody expects fails an example with values."""
    (outcome,) = run(f"  - given: {{family_name: A, given_name: B}}\n    {expectations}\n")
    assert [one.what for one in outcome.differences] == failed


@pytest.mark.parametrize(
    ("expectations", "failed"),
    [
        ("blocked: NP401", []),
        ("blocked: true", []),
        ("findings: [NP301]", []),
        ("expect: {display_name: A}", ["blocked"]),
    ],
)
def test_a_blocked_person(run, expectations, failed):
    """By a code, or for any reason."""
    given = "{family_name: A, email: '', user_name: '', title: x}"
    (outcome,) = run(f"  - given: {given}\n    {expectations}\n")
    assert [one.what for one in outcome.differences] == failed


def test_id_and_email_are_filled_in(run):
    """And the user name is the address, unless they are given."""
    (outcome,) = run("  - given: {title: x}\n    untouched: [given_name]\n")
    assert (outcome.tried.person.id, outcome.tried.person.email) == ("1", SOMEONE)
    example = read_examples(outcome.file.path).examples[0]
    assert given_user(example).user_name == SOMEONE


@pytest.mark.parametrize(
    ("text", "code", "line", "column"),
    [
        ("  - {given: {famly_name: x}}", "NP102", 3, 14),
        ("  - {given: {}, expct: {}}", "NP102", 3, 17),
        ("  - {given: {}, expect: {dislay_name: x}}", "NP102", 3, 26),
        ("  - {given: {}, untouched: [titel]}", "NP102", 3, 29),
        ("  - {given: {}, findings: [NP999]}", "NP103", 3, 28),
        ("  - {given: {}, blocked: 7}", "NP103", 3, 17),
        ("  - {given: {title: [a]}}", "NP103", 3, 14),
        ("  - {given: {active: maybe}}", "NP103", 3, 14),
        ("  - {given: {}, expect: {job_title: a}, untouched: [job_title]}", "NP103", 3, 53),
        ("  - {expect: {}}", "NP104", 3, 5),
        ("  - {given: {}, record: {}, connection: x}", "NP104", 3, 5),
        ("  - {record: {id: x}}", "NP104", 3, 6),
        ("  - title", "NP103", 3, 5),
        ("mapping: own.j2\nexamples: []", "NP104", 2, 1),
        ("maping: own.j2\nexamples: [{given: {}}]", "NP102", 1, 1),
        ("examples: [", "NP101", 1, 12),
    ],
)
def test_a_mistake_in_the_file_is_found_at_its_place(run, text, code, line, column):
    """With line and column, and no example is run."""
    (broken,) = run(text)
    assert isinstance(broken, Broken)
    found = broken.findings[0]
    assert (found.code, found.line) == (code, line)
    assert code == "NP101" or found.column == column


def test_numbers_and_truth_values_are_text_as_they_are_written(run):
    """`007` is an employee's number."""
    (outcome,) = run("  - {given: {title: 007, employee_id: 1.10}, expect: {job_title: 007, active: true}}\n")
    assert not outcome.failed


def test_a_mapping_that_cannot_be_compiled_fails_its_examples(run, tmp_path):
    """With the finding of the mapping."""
    (tmp_path / "own.j2").write_text(MAPPING.replace("family_name", "famly_name"), "utf-8")
    (outcome,) = run("  - {given: {}, expect: {job_title: x}}\n")
    assert [found.code for found in outcome.findings] == ["NP202"]


def test_a_mapping_that_is_not_there_is_found(run):
    """At the file of examples."""
    (outcome,) = run("mapping: missing.j2\nexamples: [{given: {}}]")
    assert outcome.findings[0].code == "NP211"
    assert outcome.findings[0].file.endswith("own.examples.yaml")


def test_what_needs_a_configuration_is_skipped_without_one(run):
    """Regions and connections."""
    outcomes = run("  - {given: {}, region: japan}\n  - {record: {id: x}, connection: okta}\n")
    assert all(outcome.skipped and not outcome.failed for outcome in outcomes)


@pytest.fixture
def acme(plugins):
    return load_config(ROOT / "examples/acme/nameplate.yaml", plugins.connectors)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("  - {given: {country: JP}, region: japan}", []),
        ("  - {given: {country: JP}, region: korea}", ["region"]),
        ("  - {given: {employee_type: Room}, region: visitors}", []),
        ("  - {given: {employee_type: Room}, expect: {display_name: x}}", ["region"]),
        ("  - {connection: okta-us, record: {id: '1', status: ACTIVE, profile: {countryCode: JP}}, region: japan}", []),
        ("  - {connection: okta-us, record: {id: '1', status: WHAT}, blocked: NP305}", []),
        ("  - {connection: entra-emea, record: {id: 7}, blocked: NP302}", []),
    ],
)
def test_regions_choose_where_they_are_asked_for(run, acme, text, what):
    """By `region`, `connection`, or a file without a mapping."""
    (outcome,) = run(f"examples:\n{text}\n", acme)
    assert [one.what for one in outcome.differences] == what
    assert not outcome.findings


@pytest.mark.parametrize("text", ["  - {given: {}, region: japn}", "  - {given: {}, connection: okta}"])
def test_a_name_that_the_configuration_lacks_is_found(run, acme, text):
    """With a suggestion."""
    (outcome,) = run(f"examples:\n{text}\n", acme)
    (found,) = outcome.findings
    assert found.code == "NP107"
    assert "Did you mean" in found.remedy


def test_the_locale_of_the_region_that_uses_a_mapping_holds(tmp_path, plugins):
    """As it would in a preview."""
    (tmp_path / "own.j2").write_text('{% extends "nameplate/default.j2" %}', "utf-8")
    (tmp_path / "nameplate.yaml").write_text(
        "mappings: .\nregions: [{name: hungary, mapping: own.j2, locale: hu-HU}]\n"
        "directories: {main: {sandbox: a.db}}\n"
        "connections: {staff: {connector: okta, directory: main, snapshot: a.jsonl}}\n",
        "utf-8",
    )
    path = tmp_path / "own.examples.yaml"
    path.write_text(
        "mapping: own.j2\nexamples:\n"
        "  - {given: {family_name: Kovács, given_name: Éva}, expect: {display_name: Kovács Éva}}\n",
        "utf-8",
    )
    config = load_config(tmp_path / "nameplate.yaml", plugins.connectors)
    (outcome,) = Runner(plugins, config).run([path])
    assert not outcome.failed
    (alone,) = Runner(plugins).run([path])
    assert alone.failed


def test_examples_are_found_in_folders_and_beside_mappings(tmp_path):
    """Each once."""
    (tmp_path / "a").mkdir()
    inner, outer = tmp_path / "a/x.examples.yaml", tmp_path / "y.examples.yaml"
    for path in (inner, outer, tmp_path / "z.yaml"):
        path.write_text("", "utf-8")
    assert examples_files([tmp_path]) == [inner, outer]
    assert examples_files([tmp_path / "y.j2", outer]) == [outer]
    assert examples_files([tmp_path / "none.j2"]) == []


def test_an_empty_file_is_refused(tmp_path):
    """Rather than taken for one without examples."""
    path = tmp_path / "x.examples.yaml"
    path.write_text("", "utf-8")
    with pytest.raises(ConfigurationError):
        read_examples(path)


def test_the_examples_of_every_shipped_mapping_hold(plugins):
    """Those that come with nameplate."""
    outcomes = list(Runner(plugins, covering=False).run(examples_files([ROOT / "mappings"])))
    assert len(outcomes) > 80
    assert [one for one in outcomes if isinstance(one, Broken) or one.failed or one.skipped] == []


def test_the_examples_of_acme_hold_and_reach_everything(acme, plugins):
    """Every rule and branch of its mappings."""
    runner = Runner(plugins, acme)
    runner.coverage.expect_all()
    outcomes = list(runner.run(examples_files([acme.mappings])))
    assert [one for one in outcomes if isinstance(one, Broken) or one.failed or one.skipped] == []
    assert [branch for covered in runner.coverage.files() for branch in covered.missed] == []
