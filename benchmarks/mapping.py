"""What mapping one person costs: nameplate, one Jinja template an attribute, and functions written by hand.

    python benchmarks/mapping.py [--people 20000]

Ten attributes, four regions by inheritance, all three on the same people in the same run, with and without
validation. The figures are CPU time; what counts is their ratios.
"""

import argparse
import sys
import tempfile
import time
import unicodedata
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from random import Random
from typing import Annotated

from email_validator import EmailNotValidError, validate_email
from jinja2 import StrictUndefined, Template
from jinja2.sandbox import ImmutableSandboxedEnvironment
from pydantic import AfterValidator, BaseModel, ConfigDict

from nameplate.locales import is_iana_timezone
from nameplate.mapping import Mapper, compile_files
from nameplate.model import SourceUser, Values, validate
from nameplate.model.attributes import INDEX

COUNTRIES = ("US", "HU", "JP", "BR")

MAPPINGS = {
    "bits.j2": """
{%- macro full(person) %}{{ person.given_name }} {{ person.family_name }}{% endmacro %}
{%- macro paren(a, b) %}{{ a }}{% if b %} ({{ b }}){% endif %}{% endmacro %}
""",
    "root.j2": """
{%- import "bits.j2" as bits %}
{%- set corp = "Acme" %}
{%- set site = user.office %}
{%- macro dept() %}{{ user.department }}{% endmacro %}
{% block user_name %}{{ user.email | lower }}{% endblock %}
{% block email %}{{ user.email }}{% endblock %}
{% block display_name %}{{ bits.full(user) }}{% endblock %}
{% block given_name %}{{ user.given_name }}{% endblock %}
{% block family_name %}{{ user.family_name }}{% endblock %}
{% block organization %}{{ corp }}{% endblock %}
{% block job_title %}{{ user.title }}{% endblock %}
{% block department %}{{ dept() }}{% endblock %}
{% block location %}{{ site }}, {{ user.city }}{% endblock %}
{% block timezone %}{{ user.timezone or "Europe/Paris" }}{% endblock %}
""",
    "middle.j2": """
{%- extends "root.j2" %}
{%- set suffix = " EMEA" %}
{% block organization %}{{ super() }}{{ suffix }}{% endblock %}
{% block department %}{{ user.department }}{% if user.division %} / {{ user.division }}{% endif %}{% endblock %}
""",
    "east.j2": """
{%- extends "middle.j2" %}
{% block display_name %}{{ user.family_name }} {{ user.given_name }}{% endblock %}
{% block location %}{{ self.organization() }}: {{ super() }}{% endblock %}
{% block timezone %}Asia/Tokyo{% endblock %}
""",
    "south.j2": """
{%- extends "root.j2" %}
{% block display_name %}{{ user.given_name | title }} {{ user.family_name.upper() }}{% endblock %}
{% block job_title %}{{ bits.paren(user.title, user.office) }}{% endblock %}
""",
}
REGIONS = ("root.j2", "middle.j2", "east.j2", "south.j2")

_ROOT = {
    "user_name": "{{ user.email | lower }}",
    "email": "{{ user.email }}",
    "display_name": "{{ user.given_name }} {{ user.family_name }}",
    "given_name": "{{ user.given_name }}",
    "family_name": "{{ user.family_name }}",
    "organization": "Acme",
    "job_title": "{{ user.title }}",
    "department": "{{ user.department }}",
    "location": "{{ user.office }}, {{ user.city }}",
    "timezone": '{{ user.timezone or "Europe/Paris" }}',
}
_MIDDLE = _ROOT | {
    "organization": "Acme EMEA",
    "department": "{{ user.department }}{% if user.division %} / {{ user.division }}{% endif %}",
}
_EAST = _MIDDLE | {
    "display_name": "{{ user.family_name }} {{ user.given_name }}",
    "location": "Acme EMEA: {{ user.office }}, {{ user.city }}",
    "timezone": "Asia/Tokyo",
}
_SOUTH = _ROOT | {
    "display_name": "{{ user.given_name | title }} {{ user.family_name.upper() }}",
    "job_title": "{{ user.title }}{% if user.office %} ({{ user.office }}){% endif %}",
}
NAIVE = (_ROOT, _MIDDLE, _EAST, _SOUTH)
ATTRIBUTES = tuple(_ROOT)
PLACES = tuple(INDEX[name] for name in ATTRIBUTES)


def root_by_hand(u: SourceUser) -> tuple[str, ...]:
    return (
        u.email.lower(),
        u.email,
        f"{u.given_name} {u.family_name}",
        u.given_name,
        u.family_name,
        "Acme",
        u.title,
        u.department,
        f"{u.office}, {u.city}",
        u.timezone or "Europe/Paris",
    )


def middle_by_hand(u: SourceUser) -> tuple[str, ...]:
    return (
        u.email.lower(),
        u.email,
        f"{u.given_name} {u.family_name}",
        u.given_name,
        u.family_name,
        "Acme EMEA",
        u.title,
        f"{u.department} / {u.division}" if u.division else u.department,
        f"{u.office}, {u.city}",
        u.timezone or "Europe/Paris",
    )


def east_by_hand(u: SourceUser) -> tuple[str, ...]:
    return (
        u.email.lower(),
        u.email,
        f"{u.family_name} {u.given_name}",
        u.given_name,
        u.family_name,
        "Acme EMEA",
        u.title,
        f"{u.department} / {u.division}" if u.division else u.department,
        f"Acme EMEA: {u.office}, {u.city}",
        "Asia/Tokyo",
    )


def south_by_hand(u: SourceUser) -> tuple[str, ...]:
    return (
        u.email.lower(),
        u.email,
        f"{u.given_name.title()} {u.family_name.upper()}",
        u.given_name,
        u.family_name,
        "Acme",
        f"{u.title} ({u.office})" if u.office else u.title,
        u.department,
        f"{u.office}, {u.city}",
        u.timezone or "Europe/Paris",
    )


BY_HAND = (root_by_hand, middle_by_hand, east_by_hand, south_by_hand)


def normal(text: str) -> str:
    """What every value goes through in the plain model."""
    if any(unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"} for character in text):
        raise ValueError("a control character")
    return unicodedata.normalize("NFC", " ".join(text.split()))


def address(text: str) -> str:
    try:
        return validate_email(text, check_deliverability=False, globally_deliverable=False).normalized
    except EmailNotValidError as error:
        raise ValueError(str(error)) from None


def zone(text: str) -> str:
    if text and not is_iana_timezone(text):
        raise ValueError("not a zone")
    return text


def short(text: str) -> str:
    if len(text) > 100:
        raise ValueError("too long")
    return text


Text = Annotated[str, AfterValidator(normal)]
Name = Annotated[str, AfterValidator(normal), AfterValidator(short)]


class PlainModel(BaseModel):
    """The payload as one would write it first."""

    model_config = ConfigDict(frozen=True)

    user_name: Text
    email: Annotated[str, AfterValidator(normal), AfterValidator(address)]
    display_name: Name
    given_name: Name
    family_name: Name
    organization: Text
    job_title: Text
    department: Text
    location: Text
    timezone: Annotated[str, AfterValidator(normal), AfterValidator(zone)]


def people(count: int) -> list[SourceUser]:
    """Made-up people, their names in several scripts."""
    random = Random(7)
    given = ["Mary", "Tarō", "Péter", "João", "Ann-Kathrin", "太郎", "Zoltán", "Lucía"]
    family = ["Smith", "Yamada", "Nagy", "Silva", "Müller", "山田", "Kiss", "O'Neil"]
    return [
        SourceUser(
            id=f"00u{number}",
            user_name=f"p{number}@acme.example",
            email=f"P{number}.x@acme.example",
            given_name=f"{random.choice(given)}{number % 977}",
            family_name=f"{random.choice(family)}{number % 331}",
            title=random.choice(["Analyst", "Engineer", "Clerk"]),
            department=random.choice(["Finance", "IT", "HR"]),
            division=random.choice(["", "North"]),
            office=random.choice(["Budapest HQ", "Dallas", "Tokyo 3"]),
            city=random.choice(["Budapest", "Dallas", "Tokyo"]),
            country=random.choice(COUNTRIES),
            timezone=random.choice(["", "Europe/Berlin"]),
        )
        for number in range(count)
    ]


def compiled(folder: Path) -> Mapper:
    """The four mappings, compiled by nameplate."""
    for name, text in MAPPINGS.items():
        (folder / name).write_text(text, "utf-8")
    return compile_files([folder / name for name in REGIONS])


def naive_templates() -> list[list[Template]]:
    environment = ImmutableSandboxedEnvironment(undefined=StrictUndefined)
    return [[environment.from_string(rules[name]) for name in ATTRIBUTES] for rules in NAIVE]


def ten(values: Values) -> tuple[str | None, ...]:
    """The ten attributes of a payload."""
    return tuple(values[place] for place in PLACES)


def best(work: Callable[[], object], count: int, rounds: int = 5) -> float:
    """The least CPU time for one person, in microseconds."""
    least = float("inf")
    for _ in range(rounds):
        began = time.process_time()
        work()
        least = min(least, time.process_time() - began)
    return least / count * 1e6


def run(ways: Sequence[Callable[[SourceUser], object]], pairs: Iterable[tuple[SourceUser, int]]) -> None:
    """Map people by the ways of their regions; what comes out is dropped, so that keeping it costs nobody anything."""
    for user, region in pairs:
        ways[region](user)


def measure(users: Sequence[SourceUser], mapper: Mapper) -> dict[str, float]:
    """Way → microseconds a person."""
    regions = [mapper.region_mapper("files", name) for name in REGIONS]
    attempt = [region.attempt for region in regions]
    payload = [region.payload for region in regions]

    def naive(templates: Sequence[Template], user: SourceUser) -> list[str]:
        return [template.render(user=user) for template in templates]

    def model(texts: Sequence[str]) -> PlainModel:
        return PlainModel(**dict(zip(ATTRIBUTES, texts, strict=True)))

    def naive_model(templates: Sequence[Template], user: SourceUser) -> PlainModel:
        return model(naive(templates, user))

    plain = [partial(naive, templates) for templates in naive_templates()]
    modelled = [partial(naive_model, templates) for templates in naive_templates()]
    each = [(user, number & 3) for number, user in enumerate(users)]
    some = each[:400]
    for user, region in some:
        agreed = BY_HAND[region](user)
        assert tuple(plain[region](user)) == agreed == ten(attempt[region](user) or ())
        assert tuple(model(agreed).model_dump().values()) == ten(payload[region](user).values)

    done = [attempt[region](user) or () for user, region in each]
    texts = [BY_HAND[region](user) for user, region in some]
    return {
        "hand": best(lambda: run(BY_HAND, each), len(each)),
        "nameplate": best(lambda: run(attempt, each), len(each)),
        "naive": best(lambda: run(plain, some), len(some)),
        "validation": best(lambda: deque(map(validate, done), maxlen=0), len(done)),
        "model": best(lambda: deque(map(model, texts), maxlen=0), len(texts)),
        "nameplate, validated": best(lambda: run(payload, each), len(each)),
        "naive, model": best(lambda: run(modelled, some), len(some)),
    }


def report(cost: dict[str, float]) -> bool:
    """Print the table and the ratios; whether all are as they should be."""
    for way, microseconds in cost.items():
        print(f"{way:<22}{microseconds:9.3f} µs a person   {microseconds / cost['hand']:8.1f} times by hand")
    goals = [
        ("naive / nameplate", cost["naive"] / cost["nameplate"], ">=", 60),
        ("nameplate / by hand", cost["nameplate"] / cost["hand"], "<=", 3),
        ("validation / plain model", cost["validation"] / cost["model"], "<=", 0.5),
        ("naive, model / nameplate, validated", cost["naive, model"] / cost["nameplate, validated"], ">=", 20),
        ("nameplate, validated / by hand", cost["nameplate, validated"] / cost["hand"], "<=", 10),
    ]
    reached = True
    for name, ratio, sign, goal in goals:
        good = ratio >= goal if sign == ">=" else ratio <= goal
        reached = reached and good
        print(f"{name:<38}{ratio:8.2f}   {sign} {goal}   {'reached' if good else 'MISSED'}")
    return reached


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=20_000)
    count = parser.parse_args().people
    with tempfile.TemporaryDirectory() as folder:
        mapper = compiled(Path(folder))
        users = people(count)
        print(
            f"{count:,} people, {len(ATTRIBUTES)} attributes, {len(REGIONS)} regions; Python {sys.version.split()[0]}"
        )
        sys.exit(0 if report(measure(users, mapper)) else 1)


if __name__ == "__main__":
    main()
