"""docs/connectors has a page for each connector that comes with nameplate, with every setting, scope and field."""

from pathlib import Path

import pytest

from nameplate.plugins import AnyConnector, load_plugins

PAGES = Path(__file__).parents[2] / "docs/connectors"
OURS = {one.name: one for one in load_plugins().connectors.values() if one.__module__.startswith("nameplate_")}


def page(connector: AnyConnector) -> str:
    """The text of a connector's page."""
    return (PAGES / f"{connector.name.replace('_', '-')}.md").read_text("utf-8")


@pytest.mark.parametrize("connector", OURS.values(), ids=OURS)
def test_every_setting_and_scope_is_explained(connector: AnyConnector):
    """Each has a row of its own, but for what a connector makes no use of."""
    network = {"base_url", "ca_bundle", "timeout", "attempts"}
    unused = network if connector.name == "csv" else set()
    names = {*connector.settings_model.model_fields, *connector.scope_keys} - unused
    assert {name for name in names if f"| `{name}` |" not in page(connector)} == set()


@pytest.mark.parametrize("connector", [OURS[name] for name in ("scim", "ldap", "keycloak")], ids=lambda one: one.name)
def test_every_field_has_its_paths(connector: AnyConnector):
    """As the connector's table has them."""
    rows = {
        f"| `{name}` | {', '.join(f'`{path}`' for path in field.paths)} |" for name, field in connector.fields.items()
    }
    assert {row for row in rows if row not in page(connector)} == set()
