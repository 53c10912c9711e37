"""How many person names are formatted in a second, first and repeated, beside `f"{given} {family}"`.

    python benchmarks/names.py [people]

"First" is every name once, with the locales' data read; "repeated" is the same names again, through a cache as a
caller may keep one. The people are made up, the same on every run; each line is the best of three runs.
"""

import random
import sys
import time
from collections.abc import Callable
from functools import lru_cache

from nameplate.model import SourceUser
from nameplate.names import PersonName, format_name, person_name

COUNTRIES = ("US", "JP", "HU", "DE", "CN", "KR", "VN", "ES", "BR", "NL", "RU", "EG", "IN", "TH")
LETTERS = {
    "JP": "山田太郎一二三木林森",
    "CN": "王李张刘陈杨黄赵",
    "RU": "иванпетров",
    "EG": "محمدعلي",
    "KR": "김이박최유미",
}


def people(count: int) -> list[SourceUser]:
    """Made-up people with distinct names, in the script of their country."""
    chance = random.Random(5)

    def name(country: str, size: int) -> str:
        return "".join(chance.choices(LETTERS.get(country, "abcdeilmnorstuv"), k=size)).capitalize()

    countries = [COUNTRIES[number % len(COUNTRIES)] for number in range(count)]
    return [
        SourceUser(str(number), given_name=name(country, 6), family_name=name(country, 8), country=country)
        for number, country in enumerate(countries)
    ]


def per_second(run: Callable[[SourceUser], str], everyone: list[SourceUser]) -> float:
    """Names in a second, at best."""
    best = float("inf")
    for _ in range(3):
        start = time.perf_counter()
        for person in everyone:
            run(person)
        best = min(best, time.perf_counter() - start)
    return len(everyone) / best


def main() -> None:
    """Prints a table."""
    everyone = people(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
    names = {
        person.id: PersonName({"given": person.given_name, "surname": person.family_name}, "en") for person in everyone
    }
    start = time.perf_counter()
    person_name(everyone[1])
    print(f"the first name of all, reading the data: {(time.perf_counter() - start) * 1000:.1f} ms")

    @lru_cache(len(everyone))
    def remembered(given: str, family: str, country: str) -> str:
        return person_name(SourceUser("", given_name=given, family_name=family, country=country))

    rows: list[tuple[str, Callable[[SourceUser], str]]] = [
        ('f"{given} {family}"', lambda person: f"{person.given_name} {person.family_name}"),
        ("format_name, names made before", lambda person: format_name(names[person.id], "en")),
        ("user | person_name, first", person_name),
        (
            "user | person_name, repeated",
            lambda person: remembered(person.given_name, person.family_name, person.country),
        ),
    ]
    for title, run in rows:
        print(f"{title:34} {per_second(run, everyone):12,.0f} names/s")


if __name__ == "__main__":
    main()
