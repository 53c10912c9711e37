"""The JSON Schema of nameplate.yaml, for editors."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from nameplate.config.models import Config

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def json_schema(settings_models: Mapping[str, type[BaseModel]]) -> dict[str, Any]:
    """The schema, with the settings of each installed connector where its name is chosen."""
    schema = Config.model_json_schema()
    definitions = schema["$defs"]
    connection = definitions["Connection"]
    branches = []
    for name, model in sorted(settings_models.items()):
        settings = model.model_json_schema(ref_template=f"#/$defs/{name}.{{model}}")
        nested = settings.pop("$defs", {})
        definitions.update({f"{name}.{inner}": definition for inner, definition in nested.items()})
        definitions[f"{name}.settings"] = settings
        chosen = {"properties": {"connector": {"const": name}}, "required": ["connector"]}
        branches.append({"if": chosen, "then": {"properties": {"settings": {"$ref": f"#/$defs/{name}.settings"}}}})
    if branches:
        connection["allOf"] = branches
        connection["properties"]["connector"]["enum"] = sorted(settings_models)
    return {"$schema": DIALECT, **schema, "title": "nameplate.yaml"}
