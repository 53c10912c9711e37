"""Names in Latin letters, by each language's rule."""

import pytest

from nameplate.errors import RuleError
from nameplate.names import CannotRomanize, romanize

LETTERS = [
    ("Jürgen Groß", "de", "Juergen Gross"),
    ("Özil", "de-DE", "Oezil"),
    ("ÖZIL", "de", "OEZIL"),
    ("Jürgen", "", "Jurgen"),
    ("Søren Ågård", "da", "Soeren Aagaard"),
    ("Ærø", "nb-NO", "Aeroe"),
    ("Søren", "", "Soren"),
    ("José Núñez", "es", "Jose Nunez"),
    ("Đặng Văn Lâm", "vi", "Dang Van Lam"),
    ("Þórður", "is", "Thordur"),
    ("Işık Çağlar", "tr", "Isik Caglar"),
    ("O'Brien", "", "O'Brien"),
    ("Ｙａｍａｄａ", "ja", "Yamada"),
    ("Щукин Васильев", "ru", "Shchukin Vasilev"),
    ("Юрій Григоренко", "uk", "Yurii Hryhorenko"),
    ("Згурський", "uk", "Zghurskyi"),
    ("Щерев Къдрев", "bg", "Shterev Kadrev"),
    ("Ђорђе Живковић", "sr", "Djordje Zivkovic"),
    ("Γιώργος Παπαδόπουλος", "el", "Giorgos Papadopoulos"),
    ("Ευθύμιος Μπουρνάζος", "", "Efthymios Bournazos"),
    ("Αύγουστος", "el", "Avgoustos"),
    ("Արամ", "hy", "Aram"),
    ("ამირან", "ka", "Amiran"),
    ("አበበ ቢቂላ", "am", "Abebe Bikila"),
    ("😀 José 7", "", "😀 Jose 7"),
    ("", "ja", ""),
    ("  ", "", ""),
]
HANGUL = [
    ("김유미", "Gim Yumi"),
    ("한복남", "Han Boknam"),
    ("홍빛나", "Hong Bitna"),
    ("남궁민수", "Namgung Minsu"),
    ("김 유미", "Gim Yumi"),
    ("설리", "Seolli"),
    ("석우", "Seogu"),
    ("유미 Kim", "Yumi Kim"),
]
KANA = [
    ("やまだ たろう", "Yamada Taro"),
    ("ヤマダ タロウ", "Yamada Taro"),
    ("ﾀﾛｳ", "Taro"),
    ("おおの しんいち", "Ono Shinichi"),
    ("ゆうこ", "Yuko"),
    ("こういち", "Koichi"),
    ("けいこ", "Keiko"),
    ("いのうえ", "Inoue"),
    ("まつうら", "Matsuura"),
    ("せのお", "Senoo"),
    ("ほんま", "Homma"),
    ("しんぺい", "Shimpei"),
    ("はっとり", "Hattori"),
    ("はっちょう", "Hatcho"),
    ("じゅんいち", "Junichi"),
    ("りゅうのすけ", "Ryunosuke"),
    ("ジョン スミス", "Jon Sumisu"),
    ("ウィリアム", "Wiriamu"),
    ("ファーガソン", "Fagason"),
]
PINYIN = [
    ("王小明", "Wang Xiaoming"),
    ("王 小明", "Wang Xiaoming"),
    ("单雄信", "Shan Xiongxin"),
    ("曾国藩", "Zeng Guofan"),
    ("仇", "Qiu"),
    ("单 丹", "Shan Dan"),
    ("欧阳娜娜", "Ouyang Nana"),
    ("尉迟恭", "Yuchi Gong"),
    ("吕 布", "Lyu Bu"),
    ("李西安", "Li Xi'an"),
    ("小明", "Xiaoming"),
]


@pytest.mark.parametrize(("text", "language", "expected"), LETTERS)
def test_alphabets(text, language, expected):
    """A language's own table comes first; marks go, what is no letter stays."""
    assert romanize(text, language) == expected


@pytest.mark.parametrize(("text", "expected"), HANGUL)
def test_hangul(text, expected):
    """Hangul goes by Revised Romanization; a whole name becomes two words."""
    assert romanize(text, "ko") == romanize(text) == expected


@pytest.mark.parametrize(("text", "expected"), KANA)
def test_kana(text, expected):
    """Kana goes by the Hepburn spelling of Japanese passports."""
    assert romanize(text, "ja") == romanize(text) == expected


@pytest.mark.parametrize(("text", "expected"), PINYIN)
def test_pinyin(text, expected):
    """Chinese goes by pinyin, surnames by their own readings; the language has to be said."""
    assert romanize(text, "zh-CN") == expected
    with pytest.raises(CannotRomanize):
        romanize(text)


REFUSED = [
    ("山田", "ja"),
    ("山田", ""),
    ("たろう山田", ""),
    ("陳大文", "zh-HK"),
    ("陳大文", "yue"),
    ("金", "ko"),
    ("محمد", "ar"),
    ("สมชาย", "th"),
    ("राजेश", "hi"),
    ("דוד", "he"),
]


@pytest.mark.parametrize(("text", "language"), REFUSED)
def test_what_cannot_be_read_is_refused(text, language):
    """Kanji without a reading is never read as Chinese, and a script that doesn't tell the sounds is not guessed."""
    with pytest.raises(CannotRomanize, match=text) as refusal:
        romanize(text, language)
    assert isinstance(refusal.value, RuleError)
    assert refusal.value.remedy


def test_a_reading_stands_in():
    """A reading is used where the text can't be read, and only there."""
    assert romanize("山田", "ja", "やまだ") == "Yamada"
    assert romanize("山田", "ja", "Yamada") == "Yamada"
    assert romanize("محمد", "ar", "Mohammed") == "Mohammed"
    assert romanize("Smith", "ja", "スミス") == "Smith"
    with pytest.raises(CannotRomanize):
        romanize("山田", "ja", "山だ")
