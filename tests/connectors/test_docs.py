"""The connectors' pages say what the connectors do."""

from pathlib import Path

import pytest

from nameplate_azure_ad import AzureAD
from nameplate_google import Google
from nameplate_okta import Okta

PAGES = Path(__file__).parent.parent.parent / "docs" / "connectors"
all_three = pytest.mark.parametrize(
    ("page", "connector"), [("azure-ad", AzureAD), ("google", Google), ("okta", Okta)], ids=str
)


def rows(page: str, heading: str) -> dict[str, str]:
    """The first two columns of the table below a heading: names in backticks → text."""
    text = (PAGES / f"{page}.md").read_text("utf-8").partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    cells = [line.split(" | ") for line in text.splitlines() if line.startswith("| `")]
    return {first.strip("| `"): second.strip("| ") for first, second, *_ in cells if first != "| `user.`"}


@all_three
def test_the_table_of_fields_is_the_connectors(page, connector):
    """Every field stands there, with every path that it reads, in order, and no other."""
    expected = {name: ", ".join(f"`{path}`" for path in field.paths) for name, field in connector.fields.items()}
    assert rows(page, "What is read") == expected


@all_three
def test_every_setting_is_explained(page, connector):
    """The table has the settings of the model, and no other."""
    assert set(rows(page, "Settings")) == set(connector.settings_model.model_fields)


@all_three
def test_every_key_of_the_scope_is_explained(page, connector):
    """The table has the scope's keys, and no other."""
    assert set(rows(page, "Who is read")) == connector.scope_keys
