"""Languages as directories hold them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nameplate.locales import is_language_tag, language_tag, maximize
from nameplate.locales.languages import _names

TAGLIKE = st.from_regex(r"[A-Za-z]{1,3}([-_][A-Za-z0-9]{1,8}){0,4}", fullmatch=True)


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("ja", "ja"),
        ("ja_JP", "ja-JP"),
        ("EN-us", "en-US"),
        ("en-UK", "en-GB"),
        ("iw", "he"),
        ("sr-YU", "sr-RS"),
        ("zh_Hant_TW", "zh-Hant-TW"),
        ("zh-cmn-Hans-CN", "zh-Hans-CN"),
        ("zh_CN.UTF-8", "zh-CN"),
        ("de_DE@euro", "de-DE"),
        ("sr_RS@latin", "sr-Latn-RS"),
        ("Japanese", "ja"),
        ("日本語", "ja"),
        ("deutsch", "de"),
        ("English (United Kingdom)", "en-GB"),
        ("Portuguese (Brazil)", "pt-BR"),
        ("Chinese (Simplified)", "zh-Hans"),
        ("Tagalog", "fil"),
        ("", ""),
        (" ", ""),
    ],
)
def test_tags_and_names_become_canonical(text, tag):
    """Tags of every habit and names give the canonical BCP 47 tag."""
    assert language_tag(text) == tag


@pytest.mark.parametrize(
    "text", ["x", "C", "POSIX", "foo", "Klingonese", "en-US,en;q=0.5", "a-b", "Elvish (Mordor)", "e" * 9999]
)
def test_what_is_no_language_is_refused(text):
    """An unknown text is an error that says what was expected."""
    with pytest.raises(ValueError, match="expected a BCP 47 tag such as ja, en-GB or zh-Hant-TW"):
        language_tag(text)


@pytest.mark.parametrize("text", ["ja", "ja-JP", "en-us", "zh-Hant-TW", "de-DE-u-co-phonebk"])
def test_valid_tags_can_leave(text):
    """Well-formed tags of registered subtags are language tags."""
    assert is_language_tag(text)


@pytest.mark.parametrize("text", ["", "ja_JP", "en-UK", "xx", "Japanese", "ja ", "en-", "de\n", "e" * 9999])
def test_other_texts_can_not_leave(text):
    """Underscores, unregistered subtags, names and stray characters are not tags."""
    assert not is_language_tag(text)


@pytest.mark.parametrize(
    ("tag", "full"), [("und-JP", "ja-Jpan-JP"), ("zh-TW", "zh-Hant-TW"), ("hu", "hu-Latn-HU"), ("", "")]
)
def test_the_likeliest_script_and_territory_are_filled_in(tag, full):
    """CLDR's likely subtags complete a tag."""
    assert maximize(tag) == full


@given(st.text() | TAGLIKE | st.sampled_from(sorted(_names())))
def test_any_text_gives_a_tag_or_a_value_error(text):
    """Nothing but a ValueError comes of any text; a result can leave, and is its own canonical form."""
    try:
        tag = language_tag(text)
    except ValueError:
        return
    assert tag == "" or (is_language_tag(tag) and language_tag(tag) == tag)


@given(st.text() | TAGLIKE)
def test_a_valid_tag_is_always_taken(text):
    """What may leave is also what `language_tag` reads."""
    if is_language_tag(text):
        assert language_tag(text)
