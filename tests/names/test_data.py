"""The committed data: where it comes from, how it is read."""

import importlib.util
import io
import json
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from nameplate.names import script
from nameplate.names.data import person_names, subtags
from nameplate.names.subtags import Locale, maximize, parse_locale

ROOT = Path(__file__).parents[2]


@pytest.fixture
def maker():
    """The script that makes the data, as a module."""
    spec = importlib.util.spec_from_file_location("make_cldr_names", ROOT / "scripts/make_cldr_names.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_data_is_compact():
    """766 locales in about 50 kilobytes, beside the subtags in half of that."""
    folder = ROOT / "core/nameplate/names/data"
    assert len(person_names()["locales"]) == 766
    assert (folder / "person_names.json").stat().st_size < 55_000
    assert (folder / "subtags.json").stat().st_size < 30_000


def test_data_is_read_on_first_use():
    """Importing the package reads no data and no dictionary of Chinese."""
    code = (
        "import sys, nameplate.names as names, nameplate.names.data as data; "
        "assert not data.person_names.cache_info().misses; assert 'pypinyin' not in sys.modules; "
        "names.format_name(names.PersonName({'given': 'A'}), 'en'); assert data.person_names.cache_info().misses"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_notice_is_shipped():
    """Unicode's licence stands beside its data, and in the archive of its tests."""
    text = (ROOT / "core/nameplate/names/NOTICE-CLDR.txt").read_text(encoding="utf-8")
    assert "UNICODE LICENSE V3" in text
    with tarfile.open(Path(__file__).with_name("cldr48_person_name_test.tar.xz")) as archive:
        assert b"UNICODE LICENSE V3" in archive.extractfile("LICENSE").read()


def test_a_changed_package_is_refused(maker, tmp_path):
    """A package whose checksum is not the pinned one is not opened."""
    with tarfile.open(tmp_path / "cldr-core-48.2.0.tgz", "w:gz") as archive:
        archive.addfile(tarfile.TarInfo("package/LICENSE"), io.BytesIO())
    with pytest.raises(SystemExit, match="SHA-512"):
        maker.package("cldr-core-48.2.0", tmp_path)


def test_second_patterns_are_kept(maker):
    """A pattern's alternative stands in the same cell; equal patterns and equal locales are stored once."""
    cell = dict.fromkeys(maker.FORMALITIES, "{given}")
    usages = dict.fromkeys(maker.USAGES, cell)
    orders = {order: dict.fromkeys(maker.LENGTHS, usages) for order in (*maker.ORDERS, "sorting")}
    orders["sorting"] = {length: {"referring": {**cell, "formal-alt-1": "{surname}"}} for length in maker.LENGTHS}
    names = {
        "givenFirst": ["und"],
        "surnameFirst": ["ja", "kok_Latn"],
        "length": "long",
        "formality": "formal",
        "nativeSpaceReplacement": "",
        "foreignSpaceReplacement": " ",
        "initial": "{0}.",
        "initialSequence": "{0}{1}",
        "personName": orders,
    }
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w:gz") as archive:
        for locale in ("xx", "yy"):
            data = json.dumps({"main": {locale: {"personNames": names}}}).encode()
            member = tarfile.TarInfo(f"package/main/{locale}/personNames.json")
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    content.seek(0)
    with tarfile.open(fileobj=content) as archive:
        made = maker.compact_names(archive)
    assert made["patterns"] == ["{given}", "{surname}"]
    assert made["locales"] == {"xx": 0, "yy": 0}
    assert made["profiles"] == [
        ["und", "ja kok_Latn", "long", "formal", "", " ", "{0}.", "{0}{1}", [0] * 36 + [[0, 1], 0] * 3]
    ]


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("ja", "ja-Jpan-JP"),
        ("und-JP", "ja-Jpan-JP"),
        ("und", "en-Latn-US"),
        ("zh_Hant", "zh-Hant-TW"),
        ("zh-TW", "zh-Hant-TW"),
        ("zh-cmn-Hans-CN", "zh-Hans-CN"),
        ("sr-Latn", "sr-Latn-RS"),
        ("iw", "he-Hebr-IL"),
        ("deu", "de-Latn-DE"),
        ("und-Grek-KR", "el-Grek-KR"),
        ("de-CH-1996", "de-Latn-CH"),
        ("tlh", "tlh"),
    ],
)
def test_likely_subtags(tag, expected):
    """A tag is filled up with its likely script and region; old codes become the present ones."""
    assert str(maximize(parse_locale(tag))) == expected


@pytest.mark.parametrize("tag", ["", "x", "english", "e1", "ja--JP", "-", "日本", "a" * 200])
def test_what_is_no_tag(tag):
    """A text that is no language tag is none."""
    assert parse_locale(tag) is None


@given(st.characters(exclude_categories=["Cn", "Cs"]))
def test_script_is_unicodes(character):
    """The script of an assigned character is Unicode's Script property, where the data has a code for it."""
    found = script(character)
    own = not regex.match(r"[\p{sc=Zyyy}\p{sc=Zinh}\p{sc=Zzzz}]", character)
    assert bool(found) is own
    assert not found or regex.match(rf"\p{{sc={found}}}", character)


def test_surname_first_languages():
    """CLDR's own list of languages that write the surname first."""
    assert subtags()["surname_first"] == "hu ja km ko mn si ta te vi yue zh"
    assert maximize(Locale("und", "", "MN")).language in subtags()["surname_first"].split()
