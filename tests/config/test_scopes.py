"""The values of a connection's scope."""

from pathlib import Path
from typing import Any, ClassVar

import pytest

from nameplate.config import load_config
from nameplate.errors import ConfigurationError

from .conftest import BASE, StaffSettings


class Typed:
    settings_model = StaffSettings
    scope_keys = frozenset({"groups", "guests", "filter", "org_units", "sites"})
    scope_types: ClassVar[dict[str, type]] = {"guests": bool, "filter": str, "org_units": list}


def loaded(folder: Path, scope: str) -> Any:
    """The scope of a connection as it is loaded."""
    path = folder / "nameplate.yaml"
    path.write_text(f"{BASE}    scope: {{{scope}}}\n", "utf-8")
    return load_config(path, {"staff": Typed}).connections["hr"].scope


def test_values_of_the_connectors_types_are_taken_as_written(tmp_path):
    """A key without a type takes any value."""
    scope = loaded(tmp_path, "guests: false, filter: a eq b, org_units: [/A, /B], sites: 5, groups: Staff")
    assert scope.values == {"guests": False, "filter": "a eq b", "org_units": ["/A", "/B"], "sites": 5}
    assert loaded(tmp_path, "org_units: /A").values == {"org_units": "/A"}


@pytest.mark.parametrize(
    ("scope", "said"),
    [
        *((f"guests: {word}", "expected true or false") for word in ("no", '"false"', "0", "off", "maybe", "[]", "~")),
        ("filter: [a]", "expected text, found a list"),
        ("filter: 5", "expected text, found 5"),
        ("filter: true", "expected text, found true"),
        ("filter: ''", "expected text, found empty text"),
        ("filter: ~", "expected text, found nothing"),
        ("org_units: 5", "expected text or a list of texts, found 5"),
        ("org_units: [/A, 5]", "expected text or a list of texts"),
        ("org_units: []", "the list is empty"),
        ("groups: []", "the list is empty"),
        ("groups: ''", "expected text or a list of texts, found empty text"),
        ("groups: [Staff, ' ']", "expected text or a list of texts"),
    ],
)
def test_a_value_of_another_type_is_refused_where_it_stands(tmp_path, scope, said):
    """It would read other people than it says."""
    with pytest.raises(ConfigurationError) as caught:
        loaded(tmp_path, scope)
    (one,) = caught.value.findings
    key = scope.partition(":")[0]
    assert (one.code, one.line) == ("NP103", 12)
    assert one.column > len("    scope: {") + len(key)
    assert f"connections.hr.scope.{key}" in one.message
    assert said in one.message


def test_a_word_of_older_yaml_is_explained(tmp_path):
    """`no` was false in YAML 1.1, and is text in YAML 1.2."""
    with pytest.raises(ConfigurationError) as caught:
        loaded(tmp_path, "guests: no")
    assert caught.value.findings[0].remedy == "Write true or false, without quotes; YAML 1.2 reads `no` as text."
