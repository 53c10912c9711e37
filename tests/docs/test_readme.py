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


def test_every_page_is_listed():
    """Whoever reads the README finds it."""
    pages = {path.relative_to(ROOT).as_posix() for path in ROOT.glob("docs/**/*.md")}
    assert pages <= set(re.findall(r"\]\(([^)#]+)", README))


def test_the_ready_made_mappings_are_counted():
    """By the rows of the page that helps to choose, but for the one for everyone else."""
    rows = re.findall(r"^\| `([\w-]+)\.j2` \|", (ROOT / "docs/names.md").read_text("utf-8"), re.MULTILINE)
    assert f"for {len(rows) - 1} naming customs" in README
