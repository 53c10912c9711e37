"""The compiled form of a mapping gives what plain Jinja gives, on families and people made up at random."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jinja2
import pytest
from jinja2.sandbox import ImmutableSandboxedEnvironment

from nameplate.findings import Finding
from nameplate.mapping import MappingEnvironment, Place, SearchPath, compile_mapping, inspect_family, read_family
from nameplate.mapping.fusing import fuse
from nameplate.mapping.rules import RuleFailed
from nameplate.model import SourceUser
from nameplate.model.attributes import INDEX
from support.template_families import ATTRIBUTES, FamilyMaker, made_up_people

FAMILIES = 40
FAILED = object()


class Plain:
    """Jinja as it comes, its own sandbox included; the oracle."""

    def __init__(self, folder: Path) -> None:
        self.environment = ImmutableSandboxedEnvironment(
            loader=jinja2.FileSystemLoader(folder), undefined=jinja2.StrictUndefined
        )
        self.environment.filters["default"] = default

    def values(self, leaf: str, user: SourceUser) -> dict[str, Any]:
        """Attribute → text where plain Jinja renders its block, or FAILED."""
        template = self.environment.get_template(leaf)
        context = template.new_context({"user": Seen(user)})
        texts: dict[str, Any] = {}
        for _ in template.root_render_func(context):
            pass
        for name in ATTRIBUTES:
            try:
                texts[name] = "".join(context.blocks[name][0](context))
            except Exception:  # noqa: BLE001 -- whatever plain Jinja raises, the rule has to fail too
                texts[name] = FAILED
        return texts


def default(value: Any, otherwise: str) -> Any:
    """Jinja's `default`, for which what is absent in a record is undefined."""
    return otherwise if isinstance(value, jinja2.Undefined | Nothing) else value


class Seen:
    """A person for plain Jinja: what is absent in `raw` and `custom` is "", as the documentation promises."""

    def __init__(self, user: SourceUser) -> None:
        self._user = user
        self.raw = Keys(user.raw)
        self.custom = Keys(user.custom)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._user, name)


class Nothing(str):
    """The empty text of which every key is empty too."""

    __slots__ = ()

    def __getattr__(self, name: str) -> str:
        if name.startswith("__"):
            raise AttributeError(name)
        return Nothing()

    def __getitem__(self, key: Any) -> str:
        return Nothing() if not isinstance(key, slice) else ""


class Keys(dict[str, Any]):
    """An object of a record."""

    def __getattribute__(self, name: str) -> Any:
        return dict.__getattribute__(self, name) if name.startswith("__") else self[name]

    def __missing__(self, key: str) -> Any:
        return Nothing()

    def __getitem__(self, key: str) -> Any:
        value = dict.__getitem__(self, key) if dict.__contains__(self, key) else Nothing()
        return Keys(value) if isinstance(value, dict) else value


def normal(value: Any) -> Any:
    """A value as validation leaves it."""
    return " ".join(value.split()) if isinstance(value, str) else value


@pytest.mark.parametrize("first", range(0, FAMILIES, 10))
def test_rules_give_what_plain_jinja_gives(first: int, tmp_path: Path) -> None:
    """Rendered as blocks, fused, one by one, and with the state that other people have left."""
    compared = 0
    for seed in range(first, first + 10):
        folder = tmp_path / str(seed)
        folder.mkdir()
        for name, text in FamilyMaker(seed).files().items():
            (folder / name).write_text(text, "utf-8")
        plain = Plain(folder)
        people = made_up_people(seed)
        for leaf in ("root.j2", "mid.j2", "leaf.j2"):
            environment = MappingEnvironment(SearchPath([folder]))
            if not compare_family(environment, leaf):
                continue
            for user, got in rendered(environment, leaf, people):
                for name, expected in plain_values(plain, leaf, user).items():
                    for lane, values in got.items():
                        compared += 1
                        assert normal(values[name]) == normal(expected), (seed, leaf, lane, name, user)
    assert compared > 0


def plain_values(plain: Plain, leaf: str, user: SourceUser) -> dict[str, Any]:
    """The oracle's values; a top level that fails makes every rule fail."""
    try:
        return plain.values(leaf, user)
    except Exception:  # noqa: BLE001 -- as above
        return {}


def compare_family(environment: MappingEnvironment, leaf: str) -> bool:
    """Whether a family passes inspection, so that both must agree on it."""
    found: list[Finding] = inspect_family(environment, read_family(environment, leaf))
    assert {one.code for one in found} <= {"NP209"}, found
    return not found


def rendered(
    environment: MappingEnvironment, leaf: str, people: list[SourceUser]
) -> Iterator[tuple[SourceUser, dict[str, dict[str, Any]]]]:
    """Each person with what each lane gives."""
    mapping = compile_mapping(environment, leaf)
    context = mapping.at(Place())
    single = {name: fuse(mapping, {name}).at(context) for name in ATTRIBUTES}
    fused = fuse(mapping, ATTRIBUTES).at(context)
    for user in [*people, people[0]]:
        context.begin(user)
        blocks = {name: tried(context.value, name) for name in ATTRIBUTES}
        alone = {name: tried(single[name], user, name) for name in ATTRIBUTES}
        lanes = {"blocks": blocks, "alone": alone}
        try:
            values = fused(user)
        except Exception:  # noqa: BLE001 -- then some rule alone must fail as well
            assert FAILED in alone.values()
        else:
            lanes["fused"] = {name: values[INDEX[name]] for name in ATTRIBUTES}
        yield user, lanes


def tried(function: Any, argument: Any, name: str = "") -> Any:
    """What a rule gives, or FAILED."""
    try:
        values = function(argument)
    except (RuleFailed, Exception):  # noqa: BLE001 -- as above
        return FAILED
    return values[INDEX[name]] if name else values
