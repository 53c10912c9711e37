"""Lines that are excused from a finding."""

import pytest

OVERRIDE = "{% block email %}{{ user.user_name }}{% endblock %}"


@pytest.mark.parametrize(
    "text",
    [
        f"{OVERRIDE} {{# nameplate: ignore NP215 -- they sign in by it #}}",
        f"{{# nameplate: ignore NP215 -- they sign in by it #}}\n{OVERRIDE}",
        f"{OVERRIDE} {{#- nameplate: ignore NP215, NP219 -- both -#}} {{# #}}",
    ],
)
def test_a_comment_with_code_and_reason_excuses_a_line(organization, codes, text):
    """On the line itself, or alone on the one before it."""
    assert "NP215" not in codes(organization.own(text))


def test_an_excuse_without_a_reason_does_not_count_and_is_remarked_on(organization, codes):
    """Somebody has to say why."""
    assert codes(organization.own(f"{OVERRIDE} {{# nameplate: ignore NP215 #}}")) == ["NP215", "NP222"]


@pytest.mark.parametrize(
    ("comment", "said"),
    [
        ("{# nameplate: ignore NP215 -- old #}", "excuses nothing"),
        ("{# nameplate: ignore NP299 -- old #}", "no finding NP299"),
        ("{# nameplate: ignore NP202 -- old #}", "can't be excused"),
    ],
)
def test_an_excuse_that_excuses_nothing_is_remarked_on(organization, comment, said):
    """So that it does not stay when its reason is gone."""
    (found,) = organization.own(comment)
    assert found.code == "NP222"
    assert said in found.message


def test_what_nothing_runs_with_cannot_be_excused(organization, codes):
    """An unknown field would stop `map` as well."""
    rule = "{% block job_title %}{{ user.titel }}{% endblock %} {# nameplate: ignore NP202 -- later #}"
    assert codes(organization.own(rule)) == ["NP202", "NP222"]


def test_a_line_of_the_configuration_is_excused(organization, codes):
    """By a YAML comment."""
    findings = organization.with_config(
        "  - {name: all, mapping: own.j2}",
        "  - {name: all, mapping: own.j2}\n"
        "  - {name: late, mapping: own.j2}  # nameplate: ignore NP111 -- comes to life next year",
    )
    assert codes(findings) == []
