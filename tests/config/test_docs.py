"""docs/configuration.md says what the models say."""

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest
from ruamel.yaml import YAML

from nameplate.config import When, json_schema
from nameplate.config.conditions import is_condition_key

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("docs", ROOT / "scripts/make_configuration_docs.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_tables_are_those_of_the_models(script: ModuleType) -> None:
    """Run scripts/make_configuration_docs.py after a change."""
    page = script.PAGE.read_text("utf-8")
    assert script.written(page) == page


def test_every_part_of_the_configuration_has_a_table(script: ModuleType) -> None:
    """But for those that the page describes in words."""
    described = {"When", "Scope", "Secret"}
    assert set(json_schema({})["$defs"]) - described == {name for name in script.SECTIONS.values() if name}


def test_every_key_has_a_description(script: ModuleType) -> None:
    """The docstring below it in the model, or the model's own."""
    definitions = json_schema({})["$defs"]
    for name, node in definitions.items():
        for key, value in node["properties"].items():
            assert name == "When" or script.description(value, definitions), f"{name}.{key}"


def test_the_condition_in_the_text_is_one(script: ModuleType) -> None:
    """It validates."""
    (example,) = re.findall(r"```yaml\n(when: .*)\n```", script.PAGE.read_text("utf-8"))
    when = When.model_validate(YAML(typ="safe", pure=True).load(example)["when"])
    assert when.patterns["country"] == ("JP",)


def test_every_key_that_the_page_offers_for_a_condition_is_one(script: ModuleType) -> None:
    """`active` is none: it is no text."""
    sentence = script.PAGE.read_text("utf-8").partition("A key is a text field")[2].partition("The first region")[0]
    offered = set(re.findall(r"`([\w.]+)`", sentence)) - {"user", "user.active"}
    assert {"country", "group", "custom.NAME", "expression"} <= offered
    assert {key for key in offered if not is_condition_key(key)} == set()
