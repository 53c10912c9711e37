"""Chinese names by pinyin. Source: GB/T 28039-2011, spelling rules for Chinese names.

Surname and given name are a word each; ü is yu after l and n (Lyu), as in passports; an apostrophe keeps syllables
apart (Xi'an). Characters that are read otherwise as surnames than as words have a table.
"""

import regex

_SURNAME_READINGS = dict(
    pair.split("=")
    for pair in (
        "单=shan 單=shan 曾=zeng 仇=qiu 区=ou 區=ou 查=zha 解=xie 任=ren 朴=piao 盖=ge 蓋=ge 葛=ge "
        "乐=yue 樂=yue 缪=miao 繆=miao 翟=zhai 华=hua 華=hua 宁=ning 寧=ning 员=yun 員=yun 折=she 秘=bi "
        "冼=xian 洗=xian 种=chong 燕=yan 应=ying 應=ying 纪=ji 紀=ji 黑=he 覃=qin 尉=wei 曲=qu 訾=zi "
        "那=na 盛=sheng 车=che 車=che 石=shi 晁=chao 谌=chen 諶=chen 尉迟=yu,chi 尉遲=yu,chi 万俟=mo,qi "
        "萬俟=mo,qi 长孙=zhang,sun 長孫=zhang,sun 单于=chan,yu 單于=chan,yu"
    ).split()
)
_COMPOUND = frozenset(
    (
        "欧阳 歐陽 司马 司馬 上官 诸葛 諸葛 夏侯 皇甫 公孙 公孫 慕容 令狐 司徒 东方 東方 南宫 南宮 澹台 "
        "澹臺 端木 轩辕 軒轅 尉迟 尉遲 万俟 萬俟 长孙 長孫 单于 單于 宇文 司空 西门 西門 公冶 独孤 獨孤"
    ).split()
)
_FREQUENT = frozenset(
    "王李张張刘劉陈陳杨楊黄黃赵趙吴吳周徐孙孫马馬朱胡郭何林高罗羅郑鄭梁谢謝宋唐许許韩韓邓鄧冯馮曹彭曾"
    "肖蕭萧田董潘袁蔡蒋蔣余于杜叶葉程魏苏蘇吕呂丁任卢盧姚沈钟鐘鍾姜崔谭譚陆陸范汪廖石金韦韋贾賈夏付傅"
    "方邹鄒熊白孟秦邱侯江尹薛闫閻阎段雷龙龍黎史陶贺賀毛郝顾顧龚龔邵万萬覃武钱錢戴严嚴莫孔向常汤湯康易"
    "乔喬赖賴文庞龐樊殷施洪翟倪安颜顏章鲁魯俞柯聂聶单單仇区區查解朴盖蓋乐樂缪繆华華宁寧游阮季齐齊牛温"
    "溫童"
)
_WORD = regex.compile(r"\p{sc=Hani}+")
_WHOLE_NAME = range(3, 5)


def pinyin(text: str) -> str:
    """The text with its Han characters in pinyin, each word with a capital; other text stays.

    The first word is read as a surname where it is one. A word of three or four characters that begins with a
    surname is a whole name and becomes two words.
    """
    first = _WORD.search(text)

    def spelling(found: "regex.Match[str]") -> str:
        words = _split(found[0])
        is_surname = first is not None and found.start() == first.start()
        return " ".join(_word(word, surname=is_surname and number == 0) for number, word in enumerate(words))

    return _WORD.sub(spelling, text)


def _split(word: str) -> list[str]:
    if len(word) in _WHOLE_NAME:
        if word[:2] in _COMPOUND:
            return [word[:2], word[2:]]
        if word[0] in _FREQUENT:
            return [word[0], word[1:]]
    return [word]


def _word(word: str, *, surname: bool) -> str:
    syllables = _SURNAME_READINGS[word].split(",") if surname and word in _SURNAME_READINGS else _read(word)
    result = ""
    for syllable in syllables:
        result += ("'" if result and syllable[:1] in tuple("aeo") else "") + syllable
    return result.replace("ü", "yu").capitalize()


def _read(word: str) -> list[str]:
    from pypinyin import lazy_pinyin  # noqa: PLC0415 -- its dictionary takes a tenth of a second

    return list(lazy_pinyin(word, v_to_u=True))
