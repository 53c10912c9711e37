"""What a rule reads is known without running it: what it doesn't read can't change its value."""

from pathlib import Path
from typing import Any

import msgspec
import pytest

from nameplate.mapping import MappingEnvironment, Place, RuleFailed, SearchPath, compile_mapping
from nameplate.mapping.rules import BlockContext
from nameplate.model import EVERYTHING, Needs, SourceUser
from support.mappings import Mappings
from support.template_families import ATTRIBUTES, FIELDS, FamilyMaker, made_up_people

OTHERS: dict[str, Any] = {
    **dict.fromkeys(FIELDS, "something else"),
    "groups": ("another",),
    "custom": {"romaji": "something else"},
    "raw": {"profile": {"x": "something else"}, "list": ["a", "b"]},
    "active": False,
    "preferred_language": "tr",
}


def is_read(field: str, needs: Needs) -> bool:
    """Whether the needs have a field, or anything below it."""
    if EVERYTHING in needs.fields:
        return True
    if field == "raw":
        return bool(needs.raw)
    return field in needs.fields or any(name.startswith(f"{field}.") for name in needs.fields)


def outcome(context: BlockContext, user: SourceUser, attribute: str) -> str | None:
    """A rule's value; a failure is one too."""
    context.begin(user)
    try:
        return context.value(attribute)
    except RuleFailed:
        return "failed"


def test_what_a_rule_does_not_read_cannot_change_its_value(tmp_path: Path) -> None:
    """On families made up at random, each field of a person changed in turn."""
    unread = 0
    for seed in range(500, 530):
        folder = tmp_path / str(seed)
        folder.mkdir()
        for name, text in FamilyMaker(seed).files().items():
            (folder / name).write_text(text, "utf-8")
        mapping = compile_mapping(MappingEnvironment(SearchPath([folder])), "leaf.j2")
        context = mapping.at(Place())
        user = made_up_people(seed)[0]
        for attribute in ATTRIBUTES:
            needs = mapping.infos[attribute].reads
            before = outcome(context, user, attribute)
            for field, value in OTHERS.items():
                if not is_read(field, needs):
                    unread += 1
                    changed = msgspec.structs.replace(user, **{field: value})
                    assert outcome(context, changed, attribute) == before, (seed, attribute, field)
    assert unread > 500


@pytest.mark.parametrize(
    ("body", "fields", "raw"),
    [
        ("{{ user.title }}", {"title"}, set()),
        ("{{ user['title'] }}", {"title"}, set()),
        ("{{ user.title or user.city }}", {"title", "city"}, set()),
        ("{{ user.raw.profile.badgeName }}", set(), {"profile.badgeName"}),
        ("{{ user.raw['a.b'].c[0].d }}", set(), {'"a.b".c'}),
        ("{{ user.raw[user.title] }}", {"title"}, {"*"}),
        ("{{ user[user.title] }}", {"*"}, {"*"}),
        ("{% for key in user.raw %}{{ key }}{% endfor %}", set(), {"*"}),
        ("{% set u = user %}{{ u.title }}", {"*"}, {"*"}),
        ("{{ user.custom.romaji }}", {"custom.romaji"}, set()),
        ("{% for user in user.groups %}{{ user }}{% endfor %}", {"groups"}, set()),
        ("{{ user | initials }}", "names", set()),
        ("{{ 'x' | upper }}", {"country", "preferred_language"}, set()),
        ("{{ self.email() }}", {"email"}, set()),
        ("{% macro m(u) %}{{ u.title }}{% endmacro %}{{ m(user) }}", {"*"}, {"*"}),
        ("x", set(), set()),
    ],
)
def test_reads(mappings: Mappings, body: str, fields: Any, raw: set[str]) -> None:
    """Fields, raw paths, and everything where the whole person escapes."""
    rule = mappings.compile(f"{{% block job_title %}}{body}{{% endblock %}}").rule("staff", "all", "job_title")
    assert rule is not None
    if fields == "names":
        assert {"given_name", "family_name", "country"} <= rule.reads.fields
        assert EVERYTHING not in rule.reads.fields
    else:
        assert rule.reads.fields == fields
    assert rule.reads.raw == raw
