"""Secrets are named, never written down, never shown."""

from collections.abc import Callable

import pytest

from nameplate.config import Secret, redact
from nameplate.config.secrets import looks_like_key
from nameplate.errors import ConfigurationError
from nameplate.findings import Finding

from .conftest import BASE

Mistakes = Callable[[str], tuple[Finding, ...]]
WRITTEN = "ATATT3xFfGF0abcd1234efgh"


def test_a_secret_is_read_where_it_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the line's end that files and shells add."""
    monkeypatch.setenv("A_TOKEN", " s3cret\n")
    assert Secret(env="A_TOKEN").reveal() == "s3cret"


@pytest.mark.parametrize("value", [None, "", "  \n"])
def test_a_variable_that_is_not_set_is_named(monkeypatch: pytest.MonkeyPatch, value: str | None) -> None:
    """NP115, with what to do."""
    monkeypatch.delenv("A_TOKEN", raising=False)
    if value is not None:
        monkeypatch.setenv("A_TOKEN", value)
    with pytest.raises(ConfigurationError, match="A_TOKEN is not set") as caught:
        Secret(env="A_TOKEN").reveal()
    assert caught.value.findings[0].code == "NP115"
    assert "Set A_TOKEN" in caught.value.remedy


def test_a_secret_shows_its_name_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """In repr, str and JSON."""
    monkeypatch.setenv("A_TOKEN", "s3cret")
    secret = Secret(env="A_TOKEN")
    secret.reveal()
    assert "s3cret" not in f"{secret!r} {secret} {secret.model_dump_json()}"


def test_what_was_revealed_can_be_taken_out_of_a_text(monkeypatch: pytest.MonkeyPatch) -> None:
    """For reports of errors that nobody foresaw."""
    monkeypatch.setenv("A_TOKEN", "s3cret-and-more")
    monkeypatch.setenv("B_TOKEN", "s3cret")
    Secret(env="B_TOKEN").reveal()
    Secret(env="A_TOKEN").reveal()
    assert redact("GET /?key=s3cret-and-more and s3cret") == "GET /?key=*** and ***"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("{env: HR_TOKEN}", WRITTEN),
        ("{env: HR_TOKEN}", "hunter2"),
        ("{env: HR_TOKEN}", f"{{env: {WRITTEN}}}"),
        ("sandbox: practice.db", f"sandbox: a.db\n    token: {WRITTEN}"),
    ],
)
def test_a_secret_in_the_file_is_refused_and_not_repeated(mistakes: Mistakes, old: str, new: str) -> None:
    """NP105, whether it is given as text or as the name of a variable."""
    found = mistakes(BASE.replace(old, new))
    assert [one.code for one in found] == ["NP105"]
    assert not any(word in f"{one.message} {one.remedy}" for one in found for word in (WRITTEN, "hunter2"))


def test_a_key_under_a_name_that_no_model_knows_is_found_too(mistakes: Mistakes) -> None:
    """A misspelt or misplaced secret is said to be both unknown and written down, and is not repeated."""
    found = mistakes(BASE + f"api_key: {WRITTEN}\n")
    assert [one.code for one in found] == ["NP102", "NP105"]
    assert not any(WRITTEN in f"{one.message} {one.remedy}" for one in found)


def test_a_value_that_looks_like_a_key_is_not_repeated(mistakes: Mistakes) -> None:
    """Wherever it stands."""
    found = mistakes(BASE + f"plans: {{expire_after: [{WRITTEN}]}}\norganization: {{subscription: {WRITTEN}}}\n")
    assert len(found) == 2
    assert not any(WRITTEN in one.message for one in found)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("00QCjAl4MlV-WPXM7f2Qb3ZPcdQqtnP1jW", True),
        ("eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9", True),
        ("-----BEGIN PRIVATE KEY-----\nMIIE", True),
        ("11111111-1111-1111-1111-111111111111", False),
        ("3f2c8a1e-0000-4a4a-bbbb-0123456789ab", False),
        ("onPremisesExtensionAttributes.extensionAttribute1", False),
        ("ENTRA_EMEA_2024_SECRET", False),
        ("./keys/service-account.json", False),
        ("changeme", False),
    ],
)
def test_keys_are_told_from_names_and_ids(text: str, *, expected: bool) -> None:
    """Long, without spaces, letters and digits mixed; no GUID, path or name."""
    assert looks_like_key(text) is expected
