"""nameplate.yaml as a whole."""

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import ValidationError

from nameplate.config import Config, load_config
from nameplate.errors import ConfigurationError
from nameplate.findings import Finding

from .conftest import BASE, CONNECTORS, StaffSettings

Load = Callable[[str], Config]
Mistakes = Callable[[str], tuple[Finding, ...]]


def test_a_configuration_is_read(load: Load) -> None:
    """Defaults stand where nothing is written."""
    config = load(BASE)
    assert [region.name for region in config.regions_of("hr")] == ["everyone"]
    assert config.directories["main"].unmatched == "report"
    assert config.guards.deactivations.percent == 2
    assert config.plans.expire_after == timedelta(hours=24)
    assert isinstance(config.connections["hr"].settings, StaffSettings)


def test_a_condition_is_keys_with_globs_and_an_expression(load: Load) -> None:
    """One text is a list of one; a number is the text it is written as."""
    when = "when: {country: NO, cost_center: [0815, 1.10], custom.team: [a*, b*], expression: user.active}"
    condition = load(BASE.replace("mapping:", f"{when}\n    mapping:")).regions[0].when
    assert condition is not None
    assert condition.patterns == {"country": ("NO",), "cost_center": ("0815", "1.10"), "custom.team": ("a*", "b*")}
    assert condition.expression == "user.active"


def test_a_scope_is_groups_and_the_connectors_own_keys(load: Load) -> None:
    """Everything but groups goes to the connector as written."""
    scope = load(BASE + "    scope: {groups: [Staff], sites: [1, 2]}\n").connections["hr"].scope
    assert (scope.groups, scope.values) == (("Staff",), {"sites": [1, 2]})


@pytest.mark.parametrize("locale", ["7", "xx_YY.utf", "German", "de_DE"])
def test_a_locale_is_a_language_tag(mistakes: Mistakes, locale: str) -> None:
    """Another would be no locale at all, and names would be written as if there was none."""
    (one,) = mistakes(BASE.replace("mapping:", f"locale: {locale}\n    mapping:"))
    assert (one.code, one.line) == ("NP103", 3)
    assert f"`regions[0].locale`: '{locale}' is not a language tag such as ja-JP" in one.message


def test_a_guard_keeps_the_defaults_that_are_not_written(load: Load) -> None:
    """Key by key, the guard by connection too."""
    guards = load(
        BASE + "guards: {deactivations: {percent: 1}, deactivations_per_connection: {count: 5}, clears: {percent: ~}}"
    ).guards
    assert guards.deactivations.model_dump() == {"percent": 1, "count": 200, "floor": 10}
    assert guards.deactivations_per_connection.model_dump() == {"percent": 20, "count": 5, "floor": 10}
    assert guards.clears.model_dump() == {"percent": None, "count": 500, "floor": 50}
    assert guards.emails.count == 100


def test_relative_paths_start_at_the_file(load: Load, tmp_path: Path) -> None:
    """The configuration's own and those in settings; absolute ones and the home folder stay."""
    text = BASE.replace("env: HR_TOKEN}", "env: HR_TOKEN}, key_file: keys/hr.pem")
    config = load(text + "    snapshot: ~/hr.jsonl\nmappings: ./mappings\nexceptions: /etc/people.csv\n")
    assert config.mappings == tmp_path / "mappings"
    assert config.exceptions == Path("/etc/people.csv")
    assert config.directories["main"].sandbox == tmp_path / "practice.db"
    assert config.connections["hr"].settings.key_file == tmp_path / "keys/hr.pem"
    assert config.connections["hr"].snapshot == Path.home() / "hr.jsonl"
    assert config.root == tmp_path


def test_paths_start_at_the_file_even_if_it_is_named_relatively(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Findings name the file as it was given."""
    (tmp_path / "a").mkdir()
    (tmp_path / "a/nameplate.yaml").write_text(BASE, "utf-8")
    monkeypatch.chdir(tmp_path)
    config = load_config(Path("a/nameplate.yaml"), CONNECTORS)
    assert config.directories["main"].sandbox == tmp_path / "a/practice.db"
    (tmp_path / "a/nameplate.yaml").write_text(BASE + "nope: 1", "utf-8")
    with pytest.raises(ConfigurationError) as caught:
        load_config(Path("a/nameplate.yaml"), CONNECTORS)
    assert caught.value.findings[0].address == f"a{os.sep}nameplate.yaml:12:1"


def test_a_connection_with_a_snapshot_needs_no_settings(load: Load) -> None:
    """What is read offline signs in nowhere."""
    lines = [line for line in BASE.splitlines() if "settings" not in line]
    connection = load("\n".join([*lines, "    snapshot: hr.jsonl"])).connections["hr"]
    assert connection.settings is None


def test_a_connectors_settings_model_alone_is_enough(tmp_path: Path) -> None:
    """Then the scope is taken as it is written."""
    path = tmp_path / "nameplate.yaml"
    path.write_text(BASE + "    scope: {anything: 1}\n", "utf-8")
    assert load_config(path, {"staff": StaffSettings}).connections["hr"].scope.values == {"anything": 1}


def test_no_secret_is_read_on_loading(load: Load, monkeypatch: pytest.MonkeyPatch) -> None:
    """The variable is asked for only when the secret is used."""
    monkeypatch.delenv("HR_TOKEN", raising=False)
    token = load(BASE).connections["hr"].settings.token
    monkeypatch.setenv("HR_TOKEN", "s3cret")
    assert token.reveal() == "s3cret"


def test_places_are_kept_for_later_findings(load: Load) -> None:
    """A check that runs later points into the file."""
    config = load(BASE)
    assert config.position("connections", "hr", "settings", "url") == (11, 16)
    assert config.position("connections", "hr", "nothing", 0) == (8, 3)
    assert config.position("nothing") == (0, 0)


def test_everything_is_frozen(load: Load) -> None:
    """A configuration does not change while it is used."""
    config = load(BASE)
    with pytest.raises(ValidationError, match="frozen"):
        config.directories["main"].unmatched = "deactivate"


def test_all_mistakes_come_at_once_in_the_order_of_the_file(mistakes: Mistakes) -> None:
    """A wrong value in one place hides no unknown name in another."""
    found = mistakes("""\
        organization: {subscription: enterprize}
        regions:
          - name: japan
            when: {contry: [JP]}
        directories:
          main: {unmatched: delete, sandbox: x.db}
        connections:
          hr:
            connector: staff
            directory: mian
            settings: {url: 5.0, tokn: {env: X}}
        protected: {a: b}
        """)
    assert [(one.code, one.line) for one in found] == [
        ("NP103", 1), ("NP104", 3), ("NP102", 4), ("NP103", 6),
        ("NP107", 10), ("NP104", 11), ("NP102", 11), ("NP103", 12),
    ]  # fmt: skip
    assert all(one.file.endswith("nameplate.yaml") and one.column for one in found)


def test_the_error_counts_the_mistakes(load: Load) -> None:
    """In its message."""
    with pytest.raises(ConfigurationError, match=r"nameplate.yaml has 2 mistakes\."):
        load(BASE + "a: 1\nb: 2\n")
