import re
from pathlib import Path

import pytest

from support.organization import Organization, okta

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")


def block(language: str) -> str:
    """The first code block of a language."""
    found = re.search(rf"```{language}\n(.*?)```", README, re.DOTALL)
    assert found is not None
    return found[1]


def test_the_mapping_of_the_readme_gives_what_it_says(tmp_path: Path):
    """The ten lines put the family name first, with the Latin form beside it."""
    acme = Organization(tmp_path)
    acme.mappings = {"japan.j2": block("jinja")}
    acme.regions = [
        {"name": "japan", "when": {"country": ["JP"]}, "mapping": "japan.j2"},
        {"name": "everyone else", "mapping": "nameplate/default.j2"},
    ]
    acme.people = {"okta": [okta("taro", "太郎", "山田", countryCode="JP", latin="Yamada Taro"), okta("ann")]}
    acme.connections = {"okta": {"fields": {"custom.latin_name": "profile.latin"}}}
    lines = acme.map()
    assert lines["00utaro"]["payload"]["displayName"] == "山田 太郎 (Yamada Taro)"
    assert lines["00utaro"]["payload"]["timezone"] == "Asia/Tokyo"
    assert lines["00uann"]["region"] == "everyone else"


@pytest.mark.parametrize("page", sorted({*ROOT.glob("docs/**/*.md"), ROOT / "README.md", ROOT / "CONTRIBUTING.md"}))
def test_every_link_leads_somewhere(page: Path):
    """A page that a page names is there."""
    for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", page.read_text("utf-8")):
        assert (page.parent / target).exists(), f"{page.name} names {target}"
