"""Each kind of mistake: its code, its place, its words."""

from collections.abc import Callable

import pytest

from nameplate.findings import Finding

from .conftest import BASE

Mistake = Callable[[str], Finding]


@pytest.mark.parametrize(
    ("more", "code", "message", "remedy"),
    [
        ("organisation: {name: x}", "NP102", "`organisation` is not a key", "Did you mean `organization`?"),
        ("organization: {verified_domain: x}", "NP102", "organization.verified_domain", "`verified_domains`"),
        ("organization: {sso_name_claims: remove}", "NP103", "expected 'present' or 'removed'", "`removed`"),
        ("organization: [x]", "NP103", "expected keys with values, found a list", ""),
        ("organization: {name: true}", "NP103", "expected text, found true", "quotes"),
        ("guards: {deactivation: {percent: 2}}", "NP102", "guards.deactivation", "`deactivations`"),
        ("guards: {deactivations: {percent: 101}}", "NP103", "expected at most 100, found 101", ""),
        ("guards: {deactivations: {percent: some}}", "NP103", "expected a number, found `some`", ""),
        ("guards: {deactivations: {count: 1.5}}", "NP103", "expected a whole number, found 1.5", ""),
        ("guards: 5", "NP103", "`guards`: expected keys with values, found 5", ""),
        ("plans: {expire_after: a day}", "NP103", "'a day' is not a duration such as 24h", ""),
        ("protected: 5", "NP103", "`protected`: expected text or a list of texts, found 5", ""),
        ("protected: true", "NP103", "`protected`: expected text or a list of texts, found true", ""),
        ("plans: {expire_after: 24}", "NP103", "24 has no unit; write a duration such as 24h", ""),
        ("plans: {expire_after: 0h}", "NP103", "'0h' is no time at all", ""),
        ("file: other.yaml", "NP102", "`file` is not a key", ""),
        ("positions: {}", "NP102", "`positions` is not a key", ""),
    ],
)
def test_a_key_or_value_is_refused_with_what_was_expected(
    mistake: Mistake, more: str, code: str, message: str, remedy: str
) -> None:
    """The key's dotted path, what was expected, what was found, what was probably meant."""
    found = mistake(BASE + more + "\n")
    assert (found.code, found.line) == (code, 12)
    assert message in found.message
    assert remedy in found.remedy


@pytest.mark.parametrize(
    ("old", "new", "code", "line", "message", "remedy"),
    [
        ("mapping: default.j2", "locale: ja", "NP104", 2, "the region `everyone` needs a mapping", "exclude: true"),
        (
            "mapping: default.j2",
            "mapping: x.j2\n    exclude: maybe",
            "NP103",
            4,
            "expected true or false, found `maybe`",
            "",
        ),
        ("mapping: default.j2", "mapping: x.j2\n    when:", "NP103", 4, "expected a condition, found nothing", "out"),
        ("mapping: default.j2", "mapping: x.j2\n    when: {citi: X}", "NP102", 4, "no field `citi`", "`city`"),
        ("mapping: default.j2", "mapping: x.j2\n    when: {active: 'true'}", "NP102", 4, "no field `active`", ""),
        (
            "mapping: default.j2",
            "mapping: x.j2\n    when: {city: []}",
            "NP103",
            4,
            "when.city`: expected at least 1",
            "",
        ),
        ("mapping: default.j2", "mapping: x.j2\n  - {name: everyone, mapping: y.j2}", "NP103", 4, "`everyone`", "own"),
        ("name: everyone", "name: ''", "NP103", 2, "expected at least 1 character", ""),
        ("sandbox: practice.db", "directory_id: 5", "NP104", 5, "`directories.main.token` is missing", "sandbox"),
        ("sandbox: practice.db", "adopt: empty", "NP104", 5, "directory_id` and `directories.main.token` are", ""),
        (
            "sandbox: practice.db",
            "sandbox: a.db\n    precedence: [rh]",
            "NP107",
            7,
            "no connection is named `rh`",
            "`hr`",
        ),
        ("connector: staff", "connector: staf", "NP108", 9, "`staf` is not installed", "Did you mean `staff`?"),
        ("connector: staff", "connector: okta", "NP108", 9, "`okta` is not", "pip install 'nameplate[okta]'"),
        ("connector: staff", "connector: azure_ad", "NP108", 9, "`azure_ad`", "pip install 'nameplate[azure-ad]'"),
        ("directory: main", "directory: mane", "NP107", 10, "no directory is named `mane`", "Did you mean `main`?"),
        ("directory: main", "directory: main\n    fields: {titel: x}", "NP102", 11, "no field `titel`", "`title`"),
        ("directory: main", "directory: main\n    scope: {site: x}", "NP102", 11, "no scope `site`", "`sites`"),
        ("url: https://hr.example", "timeout: 0, url: x", "NP103", 11, "timeout`: expected more than 0", ""),
        ("url: https://hr.example, ", "", "NP104", 11, "`connections.hr.settings.url` is missing", ""),
        ("url:", "uri: x, url:", "NP102", 11, "`connections.hr.settings.uri`", "Did you mean `url`?"),
        ("{env: HR_TOKEN}", "{env: HR TOKEN}", "NP103", 11, "the name of an environment variable", ""),
        ("{env: HR_TOKEN}", "{evn: HR, env: A}", "NP102", 11, "token.evn`", "Did you mean `env`?"),
    ],
)
def test_a_part_that_is_wrong_is_found_where_it_stands(
    mistake: Mistake, old: str, new: str, code: str, line: int, message: str, remedy: str
) -> None:
    """Each is the only mistake, in the line where it stands."""
    assert old in BASE
    found = mistake(BASE.replace(old, new))
    assert (found.code, found.line) == (code, line)
    assert message in found.message
    assert remedy in found.remedy


def test_the_column_is_that_of_the_value_or_of_the_unknown_key(mistake: Mistake) -> None:
    """A caret below it points at what to change."""
    assert mistake(BASE + "plans: {expire_after: never}").column == 23
    assert mistake(BASE + "plans: {expire: 1h}").column == 9


def test_settings_that_are_left_out_name_what_is_needed(mistake: Mistake) -> None:
    """One finding, not one for each setting."""
    found = mistake("\n".join(line for line in BASE.splitlines() if "settings" not in line))
    assert found.code == "NP104"
    assert "staff needs `url`, `token`" in found.message


def test_two_directories_need_an_enterprise_subscription(mistake: Mistake, load: Callable[[str], object]) -> None:
    """A sandbox that nothing feeds is for practice and does not count."""
    second = "  other: {directory_id: x, token: {env: T}}\nconnections:"
    found = mistake(BASE.replace("connections:", second))
    assert (found.code, found.line) == ("NP106", 7)
    load(BASE.replace("connections:", second) + "organization: {subscription: enterprise}")
    load(BASE.replace("connections:", "  practice: {sandbox: p.db}\nconnections:"))


def test_precedence_names_connections_that_feed_the_directory(mistake: Mistake) -> None:
    """A connection of another directory can't win here."""
    text = BASE.replace("sandbox: practice.db", "sandbox: a.db\n  b: {sandbox: b.db, precedence: [hr]}")
    found = mistake(text)
    assert found.code == "NP103"
    assert "`hr` does not feed the directory `b`" in found.message


def test_enrichment_names_another_connection_and_fields_of_a_person(
    mistakes: Callable[[str], tuple[Finding, ...]],
) -> None:
    """Not itself, and nothing that no person has."""
    found = mistakes(BASE + "    enrich_from: [{connection: hr, key: e_mail, fields: [phonetic_name]}]\n")
    assert [one.code for one in found] == ["NP107", "NP102", "NP102"]
    assert [one.remedy.split("?")[0] for one in found[1:]] == [
        "Did you mean `email`", "Did you mean `phonetic_given_name`",
    ]  # fmt: skip


@pytest.mark.parametrize(("key", "one"), [("directories", "directory"), ("connections", "connection")])
def test_nothing_to_do_is_a_mistake(mistakes: Callable[[str], tuple[Finding, ...]], key: str, one: str) -> None:
    """Empty directories or connections are said, and so is a missing key."""
    head = BASE[: BASE.index(key)]
    rest = BASE[BASE.index("connections:") :] if key == "directories" else ""
    said = [mistake.message for mistake in mistakes(f"{head}{key}: {{}}\n{rest}") if mistake.code == "NP104"]
    assert f"`{key}`: expected at least one {one}." in said
    assert f"`{key}` is missing." in [mistake.message for mistake in mistakes(f"{head}{rest}")]


def test_no_regions_are_a_mistake_unless_each_connection_has_its_own(mistake: Mistake, load: Callable) -> None:
    """Otherwise nobody would have a mapping."""
    without = BASE[BASE.index("directories:") :]
    assert mistake(without).code == "NP104"
    load(without + "    regions: [{name: all, mapping: x.j2}]\n")
