"""`nameplate schema`."""

import json
from typing import Any

import pytest


@pytest.fixture
def schema(nameplate: Any) -> Any:
    ended = nameplate("schema")
    assert ended.code == 0
    return json.loads(ended.out)


def test_the_keys_are_those_of_the_file(schema: Any) -> None:
    """Described, and without what is no key."""
    assert set(schema["properties"]) == {
        *("organization", "mappings", "exceptions", "regions", "directories", "connections"),
        *("guards", "protected", "plans"),
    }
    assert schema["required"] == ["directories", "connections"]
    assert all("description" in one or "$ref" in one for one in schema["properties"].values())


def test_conditions_are_as_they_are_written(schema: Any) -> None:
    """Fields of a person, custom ones by pattern."""
    when = schema["$defs"]["When"]
    assert {"country", "email_domain", "group", "connection", "expression"} <= set(when["properties"])
    assert list(when["patternProperties"]) == [r"^custom\..+$"]
    assert "patterns" not in when["properties"]


def test_settings_go_by_the_connector(schema: Any) -> None:
    """An editor completes those of the connector that is named."""
    connection = schema["$defs"]["Connection"]
    assert {"azure_ad", "google", "okta"} <= set(connection["properties"]["connector"]["enum"])
    by_name = {one["if"]["properties"]["connector"]["const"]: one["then"] for one in connection["allOf"]}
    assert by_name["okta"] == {"properties": {"settings": {"$ref": "#/$defs/okta.settings"}}}
    assert "org_url" in schema["$defs"]["okta.settings"]["properties"]


def test_every_reference_leads_somewhere(schema: Any) -> None:
    """The settings' own definitions among them."""

    def references(value: Any) -> Any:
        if isinstance(value, dict):
            yield from ([value["$ref"]] if "$ref" in value else [])
            value = list(value.values())
        for item in value if isinstance(value, list) else []:
            yield from references(item)

    assert {one.removeprefix("#/$defs/") for one in references(schema)} <= set(schema["$defs"])
