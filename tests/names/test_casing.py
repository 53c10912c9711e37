"""Capitals and small letters, by language; names that came in one case."""

import pytest

from nameplate.names import lower_name, title_name, upper_name
from nameplate.names.casing import capitalize_first


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("ibrahim", "tr", "İBRAHİM"),
        ("ibrahim", "az-Latn-AZ", "İBRAHİM"),
        ("ibrahim", "", "IBRAHIM"),
        ("Groß", "de", "GROSS"),
        ("Γιώργος", "el", "ΓΙΩΡΓΟΣ"),
        ("Μάιος", "el", "ΜΑΪΟΣ"),
        ("Άντα", "", "ΑΝΤΑ"),
        ("Ϊριδα", "el", "ΪΡΙΔΑ"),
        ("i\u0307\u0301", "lt", "Í"),
        ("Սևան", "hy", "ՍԵՎԱՆ"),
        ("山田", "ja", "山田"),
        ("", "tr", ""),
    ],
)
def test_upper_name(text, language, expected):
    """Turkish and Azeri i, Greek accents, Lithuanian dots, Armenian and German ligatures."""
    assert upper_name(text, language) == expected


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("IŞIK", "tr", "ışık"),
        ("İBRAHİM", "tr", "ibrahim"),
        ("IŞIK", "", "işik"),
        ("ΓΙΩΡΓΟΣ", "el", "γιωργος"),
        ("Ì", "lt", "i\u0307\u0300"),
        ("", "tr", ""),
    ],
)
def test_lower_name(text, language, expected):
    """Turkish and Azeri I, the Greek final sigma, Lithuanian dots."""
    assert lower_name(text, language) == expected


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("ǆenana", "bs", "ǅenana"),
        ("ijsbrand", "nl", "IJsbrand"),
        ("ijsbrand", "", "Ijsbrand"),
        ("ilker", "tr", "İlker"),
        ("van Gogh", "nl", "Van Gogh"),
        ("", "nl", ""),
    ],
)
def test_capitalize_first(text, language, expected):
    """Only the first letter changes, to title case where a letter has one."""
    assert capitalize_first(text, language) == expected


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("MCDONALD", "", "McDonald"),
        ("mcdonald", "", "McDonald"),
        ("VAN DEN BERG", "", "van den Berg"),
        ("VAN DEN BERG", "nl-BE", "Van den Berg"),
        ("O'BRIEN", "", "O'Brien"),
        ("o’brien", "", "O’Brien"),
        ("D'ARTAGNAN", "", "d'Artagnan"),
        ("DELL'ACQUA", "it", "Dell'Acqua"),
        ("DI MAIO", "it", "Di Maio"),
        ("DE LA CRUZ", "es", "de la Cruz"),
        ("VAN", "", "Van"),
        ("JEAN-LUC PICARD", "fr", "Jean-Luc Picard"),
        ("MCKENZIE-BROWN", "", "McKenzie-Brown"),
        ("DeShawn", "", "DeShawn"),
        ("John SMITH", "", "John Smith"),
        ("Anna MARIA Rossi", "", "Anna Maria Rossi"),
        ("AJ Styles", "", "AJ Styles"),
        ("JOHN SMITH III", "", "John Smith III"),
        ("ST. JOHN", "", "St. John"),
        ("IŞIK", "tr", "Işık"),
        ("IJSBRAND", "nl", "IJsbrand"),
        ("GROSS", "de", "Gross"),
        ("山田 TARO", "", "山田 TARO"),
        ("ИВАНОВ", "", "ИВАНОВ"),
        ("", "", ""),
    ],
)
def test_title_name(text, language, expected):
    """Words that are all capitals or all small get a name's capitals; others, and other scripts, stay."""
    assert title_name(text, language) == expected
