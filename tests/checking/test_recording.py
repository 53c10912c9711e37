"""Writing what came out into examples."""

import pytest
from ruamel.yaml import YAML

from nameplate.checking.examples.recording import record
from nameplate.checking.examples.running import Runner

MAPPING = """\
{% extends "nameplate/default.j2" %}
{% block person %}{{ user.family_name }} {{ user.given_name }}{% endblock %}
{% block location %}{{ user.city or keep() }}{% endblock %}
"""


@pytest.fixture
def recorded(tmp_path, plugins):
    """Runs and records these examples; the file's text afterwards, and whether it was written."""
    (tmp_path / "own.j2").write_text(MAPPING, "utf-8")
    path = tmp_path / "own.examples.yaml"

    def run(text):
        path.write_text(text, "utf-8")
        path.chmod(0o640)
        written = record(Runner(plugins, covering=False).run([path]))
        assert path.stat().st_mode & 0o777 == 0o640
        assert not any(outcome.failed for outcome in Runner(plugins, covering=False).run([path]))
        assert [one.name for one in tmp_path.iterdir() if one.name.startswith(".")] == []
        return path.read_text("utf-8"), bool(written)

    return run


def test_what_fails_is_written_and_the_rest_stays(recorded):
    """Comments, order, quotes, indentation and untouched examples."""
    before = (
        "# Family name first.\n"
        "mapping: own.j2\n"
        "examples:\n"
        "  - name: wrong          # as HR wants it\n"
        '    given: {family_name: 山田, given_name: "太郎"}\n'
        "    expect: {display_name: 太郎 山田, public_name: 山田 太郎}   # both\n"
        "  - name: right\n"
        "    given: {family_name: A, given_name: B}\n"
        "    expect:\n"
        "      display_name: A B   # stays\n"
    )
    after, written = recorded(before)
    assert written
    assert after == before.replace("太郎 山田,", "山田 太郎,")


def test_an_example_that_expects_nothing_gets_everything_that_is_managed(recorded):
    """Without what was filled in."""
    after, _ = recorded("mapping: own.j2\nexamples:\n  - given: {family_name: A, given_name: B, city: Pécs}\n")
    (example,) = YAML(typ="safe").load(after)["examples"]
    assert example["expect"] == {"display_name": "A B", "public_name": "A B", "location": "Pécs"}


def test_what_is_left_alone_moves_between_expected_and_untouched(recorded):
    """In both directions."""
    after, _ = recorded(
        "mapping: own.j2\nexamples:\n"
        "  - given: {family_name: A, city: Pécs}\n    untouched: [location]\n"
        "  - given: {family_name: A}\n    expect: {location: Pécs}\n"
    )
    first, second = YAML(typ="safe").load(after)["examples"]
    assert first == {"given": {"family_name": "A", "city": "Pécs"}, "expect": {"location": "Pécs"}}
    assert second == {"given": {"family_name": "A"}, "untouched": ["location"]}


def test_an_error_is_written_too(recorded):
    """Whether the example expects something yet or not; a reviewer sees it."""
    after, _ = recorded(
        "mapping: own.j2\nexamples:\n"
        "  - given: {family_name: A, preferred_language: '?'}\n    expect: {display_name: B}\n"
        "  - given: {family_name: A, preferred_language: '?'}\n"
    )
    first, second = YAML(typ="safe").load(after)["examples"]
    assert (first["expect"], first["findings"]) == ({"display_name": "A"}, ["NP213"])
    assert second["findings"] == ["NP213"]


def test_who_is_blocked_is_written(recorded):
    """With the first code; and no longer, once they are not."""
    after, _ = recorded(
        "mapping: own.j2\nexamples:\n"
        "  - given: {email: '', user_name: ''}\n    expect: {email: a@b.example}\n"
        "  - given: {family_name: A}\n    blocked: NP401\n    expect: {display_name: A}\n"
    )
    first, second = YAML(typ="safe").load(after)["examples"]
    assert first["blocked"] == "NP301"
    assert "blocked" not in second


def test_nothing_is_written_where_everything_holds(recorded):
    """Not even the same text."""
    text = "mapping: own.j2\nexamples:\n- {given: {family_name: A}, expect: {display_name: A}}\n"
    assert recorded(text) == (text, False)
