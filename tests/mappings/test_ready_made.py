"""The mappings that ship with nameplate: each has examples that hold, a custom and a source."""

import re
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from nameplate.mapping import compile_files
from nameplate.model import SourceUser
from nameplate.model.attributes import NAMES

FOLDER = Path(__file__).parents[2] / "mappings"
MAPPINGS = sorted(path.name for path in FOLDER.glob("*.j2"))
VARIANTS = ("-latin.j2", "-both.j2", "-full.j2", "-sorting.j2")


def examples():
    """Every example of every file, with a readable id."""
    for path in sorted(FOLDER.glob("*.examples.yaml")):
        content = YAML(typ="safe").load(path)
        for example in content["examples"]:
            yield pytest.param(content["mapping"], example, id=f"{path.name.split('.')[0]}: {example['name']}")


@pytest.fixture(scope="module")
def mapper():
    """All shipped mappings, compiled."""
    return compile_files(FOLDER / name for name in MAPPINGS)


def mapped(mapper, name, fields):
    """What a mapping gives for a person, by attribute; None where it leaves the value."""
    person = SourceUser(**{"id": "1", "email": "someone@acme.example", **fields})
    result = mapper.map_in(person, "files", name)
    return dict(zip(NAMES, result.values, strict=True)), result.findings


@pytest.mark.parametrize(("name", "example"), list(examples()))
def test_example_holds(mapper, name, example):
    """The mapping gives what its example expects, leaves what it says, and has no finding."""
    values, findings = mapped(mapper, name, example["given"])
    assert not findings
    assert {key: values[key] for key in example["expect"]} == example["expect"]
    assert all(values[key] is None for key in example.get("untouched", []))


@pytest.mark.parametrize("name", MAPPINGS)
def test_mapping_is_documented_and_shown(name):
    """Each mapping names the custom it follows and a source, and has its examples beside it."""
    text = (FOLDER / name).read_text(encoding="utf-8")
    custom, source = re.search(r"\{# (.+)\n   Source: (.+) #\}", text).groups()
    assert len(custom) > 20
    assert len(source) > 10
    assert (FOLDER / name.replace(".j2", ".examples.yaml")).exists()


@pytest.mark.parametrize("name", MAPPINGS)
def test_first_and_last_name_are_left_alone(mapper, name):
    """Atlassian derives first and last name from the display name: no mapping manages them."""
    assert mapper.rule("files", name, "given_name") is None
    assert mapper.rule("files", name, "family_name") is None
    for attribute in ("user_name", "email", "display_name", "public_name", "timezone", "preferred_language"):
        assert mapper.rule("files", name, attribute)


def test_more_than_twenty_regions():
    """At least twenty regions, their variants aside."""
    assert len([name for name in MAPPINGS if not name.endswith(VARIANTS)]) > 20


@pytest.mark.parametrize("name", MAPPINGS)
def test_one_override_adds_to_every_name(name, tmp_path):
    """A mapping of three lines puts a suffix behind the name, whichever shipped mapping it extends."""
    own = tmp_path / "contractors.j2"
    own.write_text(
        f'{{% extends "nameplate/{name}" %}}\n{{% block person %}}{{{{ super() }}}} (Contractor){{% endblock %}}\n',
        encoding="utf-8",
    )
    values, _ = mapped(compile_files([own]), "contractors.j2", {"given_name": "Jan", "family_name": "Berg"})
    assert values["display_name"].endswith(" (Contractor)")


@pytest.mark.parametrize("name", MAPPINGS)
@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"given_name": "Ann"},
        {"family_name": "Ann"},
        {"given_name": "x" * 90, "country": "US"},
        {"nick_name": "Al", "honorific_prefix": "Dr.", "middle_name": "B"},
    ],
)
def test_poor_records_make_no_poor_names(mapper, name, fields):
    """With parts missing nothing comes out as None, with a stray comma, or over Atlassian's limits."""
    values, findings = mapped(mapper, name, fields)
    assert not [remark for remark in findings if remark.code != "NP407"]
    assert "None" not in (values["display_name"] or "")
    assert not (values["display_name"] or "").endswith((",", " ", "("))


@pytest.mark.parametrize(
    "name",
    [name for name in MAPPINGS if re.search(r"\| person_name|mononyms", (FOLDER / name).read_text(encoding="utf-8"))],
)
def test_fillers_are_no_names(mapper, name):
    """Where `person_name` writes the name, a dash and a comma count as nothing."""
    fields = {"given_name": "-", "family_name": ",", "display_name": "Front Desk", "country": "US"}
    values, _ = mapped(mapper, name, fields)
    assert values["display_name"] == "Front Desk"


def test_kanji_without_a_reading_are_refused(mapper):
    """The Latin variant of Japan gives no name rather than a Chinese one, and says so."""
    values, findings = mapped(mapper, "japan-latin.j2", {"family_name": "山田", "given_name": "太郎", "country": "JP"})
    assert values["display_name"] is None
    assert any("reading" in remark.message for remark in findings)
