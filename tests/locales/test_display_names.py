"""What territories are called."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nameplate.locales import country_code, country_name


@pytest.mark.parametrize(
    ("code", "language", "name"),
    [
        ("JP", "en", "Japan"),
        ("JP", "ja", "日本"),
        ("UK", "hu", "Egyesült Királyság"),
        ("DEU", "fr_CA", "Allemagne"),
        ("CI", "zh-TW", "象牙海岸"),
        ("", "en", ""),
        ("", "", ""),
        ("JP", "", "Japan"),
    ],
)
def test_a_territory_is_named_in_a_language(code, language, name):
    """CLDR's name in the language, or in its parent; English unless told otherwise; nothing for nothing."""
    assert country_name(code, language) == name


@pytest.mark.parametrize(("code", "language"), [("Atlantis", "en"), ("JP", "tlh"), ("JP", "nonsense!")])
def test_an_unknown_territory_or_language_is_refused(code, language):
    """There is no name to be made up."""
    with pytest.raises(ValueError, match="is not"):
        country_name(code, language)


@given(st.sampled_from(["JP", "DE", "XK", "TW"]), st.text(max_size=12) | st.sampled_from(["de", "sr-Latn", "zh-HK"]))
def test_any_language_gives_a_name_or_a_value_error(code, language):
    """Nothing but a ValueError comes of any language."""
    try:
        name = country_name(code, language)
    except ValueError:
        return
    assert name


@pytest.mark.parametrize("language", ["en", "de", "ja", "hu", "pt-BR", "ko"])
def test_a_name_leads_back_to_its_territory(language):
    """A territory's name, read again, gives its code."""
    assert [country_code(country_name(code, language)) for code in ("JP", "CI", "US", "TR")] == ["JP", "CI", "US", "TR"]


def test_importing_reads_neither_babel_nor_langcodes():
    """The large libraries are imported where they are used, not with the package."""
    program = "import sys, nameplate.locales; print({'babel', 'langcodes', 'pydantic'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
