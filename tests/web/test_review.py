import csv
import io
import re
import tempfile

import orjson
import pytest

from nameplate.findings import finding
from nameplate.model import Action, AttributeChange
from nameplate.planning import GuardVerdict, open_plan
from support.planning_files import change, plan_file
from support.web_pages import Pages, words

SHOWN = re.compile(r"([\d,]+) changes?\b")


@pytest.fixture
def made(tmp_path, plugins):
    """The pages of a folder with one made-up plan of 120 people and no configuration."""
    people = [
        change(
            number,
            [Action.UPDATE, Action.CREATE, Action.BLOCKED][number % 3],
            region=["japan", "budapest"][number % 2],
            findings=(finding("NP401", "email is required and came out empty"),) if number % 3 == 2 else (),
            attributes=(AttributeChange("nickName", "", f"nick {number}", "default.j2:3"),) if number % 3 < 2 else (),
        )
        for number in range(1, 121)
    ]
    (tmp_path / "plans").mkdir()
    guards = [GuardVerdict("emails", "main", 12, 90, "9 (2% of 90)", holds=False, allowed=9)]
    plan_file(tmp_path / "plans" / "made up.plan", people, guards=guards)
    pages = Pages(tmp_path, plugins)
    yield pages
    pages.close()


PLAN = "/plans/made%20up.plan"


def shown(html: str) -> int:
    """How many changes a page says there are."""
    return int(SHOWN.search(words(html))[1].replace(",", ""))


def people_on(html: str) -> list[str]:
    """Who stands on a page of changes."""
    return re.findall(r'<h3><a [^>]*><bdi dir="auto">(.*?)</bdi>', html)


def test_the_plans_of_the_folder_are_listed(pages: Pages):
    """Each with its people by action; a file that is no plan is none."""
    (pages.folder / "plans" / "notes.txt").write_text("no plan")
    text = words(pages.get("/"))
    assert "monday.plan" in text
    assert "notes.txt" not in text
    assert re.search(r"\d+ create", text)


def test_an_empty_folder_says_how_a_plan_is_made(tmp_path, plugins):
    """The first page of somebody new is a next step."""
    pages = Pages(tmp_path, plugins)
    text = pages.get("/")
    assert "nameplate preview --out" in text
    assert "nameplate.yaml" in pages.get("/workbench", 404)
    pages.close()


def test_a_damaged_plan_does_not_take_the_list_down(made: Pages):
    """A plan that can't be read is listed with the reason."""
    data = (made.folder / "plans" / "made up.plan").read_bytes()
    (made.folder / "plans" / "torn.plan").write_bytes(data[:4096])
    text = words(made.get("/"))
    assert "torn.plan" in text
    assert "made up.plan" in text


def test_the_overview_has_every_figure(made: Pages):
    """Actions, regions, attributes, findings and guards, with links into the filtered changes."""
    html = made.get(PLAN)
    text = words(html)
    assert "40 create" in text
    assert "NP401 A required attribute is empty 40" in text
    assert "refuses" in text
    assert f'href="{PLAN}/changes?region=japan"' in html
    assert f'href="{PLAN}/changes?action=create"' in html
    assert f'href="{PLAN}/changes?attribute=nickName"' in html


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", 120),
        ("action=create", 40),
        ("action=create&action=blocked", 80),
        ("region=japan&action=blocked", 20),
        ("q=nick+11", 6),
        ("q=Person+77", 1),
        ("code=NP401", 40),
        ("attribute=nickName", 80),
        ("connection=-", 0),
        ("action=nonsense", 120),
        ("user=p5@acme.example", 1),
    ],
)
def test_filters_live_in_the_address(made: Pages, query: str, count: int):
    """What an address chooses is what its page, and its export, hold."""
    html = made.get(f"{PLAN}/changes?{query}")
    assert shown(html) == count
    exported = orjson.loads(made.get(f"{PLAN}/export.json?{query}"))
    assert len(exported["changes"]) == count


def test_pages_hold_everybody_once(made: Pages):
    """Turning the pages by their own links shows each person once; a page beyond the last is the last."""
    seen, query = [], "action=create"
    while query:
        html = made.get(f"{PLAN}/changes?{query}")
        seen += people_on(html)
        following = re.search(r'rel="next" href="[^"?]*\?([^"]*)"', html)
        query = following[1].replace("&amp;", "&") if following else ""
    assert len(seen) == len(set(seen)) == 40
    assert len(people_on(made.get(f"{PLAN}/changes?page=999999"))) == 20
    assert made.get(f"{PLAN}/changes?page=-3") == made.get(f"{PLAN}/changes?page=x")


def test_a_script_gets_the_part_it_replaces(made: Pages):
    """A filter's answer is the list alone; going back in the history gives the whole page."""
    part = made.get(f"{PLAN}/changes?q=x", headers={"HX-Request": "true"})
    assert part.lstrip().startswith('<div id="found">')
    whole = made.get(f"{PLAN}/changes?q=x", headers={"HX-Request": "true", "HX-History-Restore-Request": "true"})
    assert "<!doctype html>" in whole


def command(html: str) -> str:
    found = re.search(r'data-copy="([^"]*)"', html)
    return found[1].replace("&#39;", "'") if found else ""


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("limit=5", "--limit 5"),
        ("region=japan&limit=5", "--region japan --limit 5"),
        ("region=everyone+else&connection=okta-us", "--region 'everyone else' --connection okta-us"),
        ("action=create&action=blocked", "--action create"),
        ("action=blocked", ""),
        ("q=yamada", ""),
        ("region=-", ""),
    ],
)
def test_a_pilot_is_the_exact_command(made: Pages, query: str, expected: str):
    """Filters that push knows become its options; for others it is said that there is no command."""
    html = made.get(f"{PLAN}/pilot?{query}")
    found = command(html)
    assert found.endswith(expected)
    assert bool(found) == bool(expected)
    assert found or "blocked" in html or "one by one" in html
    if found:
        assert found.startswith("nameplate push ")
        assert "/plans/made up.plan' " in found


def test_chosen_people_become_users(made: Pages):
    """People who are ticked are named; those whom a push would skip are counted."""
    html = made.get(f"{PLAN}/pilot?pick=3&pick=4&pick=5&limit=25&q=x")
    assert command(html).endswith("--user p3@acme.example --user p4@acme.example")
    assert "1 of them would not be pushed" in words(html)


def test_an_export_is_the_report_of_what_is_filtered(made: Pages):
    """CSV and Markdown have the filtered people and their counts."""
    rows = list(csv.DictReader(io.StringIO(made.get(f"{PLAN}/export.csv?region=japan&action=create"))))
    assert {row["region"] for row in rows} == {"japan"}
    assert {row["action"] for row in rows} == {"create"}
    markdown = made.get(f"{PLAN}/export.md?region=japan&action=create")
    assert "### Create: 20 people" in markdown
    assert "### Update" not in markdown
    answer = made.ask("GET", f"{PLAN}/export.csv")
    assert answer.headers["content-disposition"] == 'attachment; filename="made-up.csv"'
    made.get(f"{PLAN}/export.exe", 404)


def test_a_large_export_passes_beside_the_plan(made: Pages, monkeypatch: pytest.MonkeyPatch):
    """The system's folder for temporary files may be memory; nothing is left behind."""
    monkeypatch.setattr("nameplate.web.review.export.IN_MEMORY", 1)
    monkeypatch.delenv("TMPDIR", raising=False)
    monkeypatch.setattr(tempfile, "tempdir", str(made.folder / "no-such-folder"))
    before = set(made.folder.rglob("*"))
    assert len(orjson.loads(made.get(f"{PLAN}/export.json"))["changes"]) == 120
    assert set(made.folder.rglob("*")) == before


def test_findings_stand_with_their_cure(pages: Pages):
    """Each code once, with the docs' own words and a link to the people concerned."""
    html = pages.get("/plans/monday.plan/findings")
    assert html.count('id="NP402"') == 1
    assert 'href="/plans/monday.plan/changes?code=NP402"' in html
    assert "What it means, and what to do" in html
    with open_plan(pages.folder / "plans" / "monday.plan") as plan:
        assert all(f'id="{code}"' in html for code in plan.finding_counts())


def test_a_person_is_shown_with_their_explanation(pages: Pages):
    """Before and after, the command for them alone, and which rule read what."""
    html = pages.get("/plans/monday.plan/changes?q=takahashi")
    address = re.search(r'<h3><a href="([^"]+)"', html)[1]
    text = words(pages.get(address))
    assert "高橋 健太 (Takahashi Kenta)" in text
    assert "--user kenta.takahashi@acme.co.jp" in text
    explained = pages.get(f"{address}/explanation")
    assert "japan holds" in words(explained)
    assert 'href="/workbench/edit/japan.j2#L4"' in explained


def test_whoever_can_not_be_explained_is_told_why(made: Pages):
    """Without a configuration there is a reason, and the rest of the page stays."""
    assert "There is no nameplate.yaml here" in made.get(f"{PLAN}/changes/1/explanation")
    made.get(f"{PLAN}/changes/9999", 404)


def test_an_edited_plan_is_told_apart(made: Pages):
    """Each page of a plan asks whether it is as its preview wrote it."""
    assert "as its preview wrote it" in made.get(f"{PLAN}/integrity")
    path = made.folder / "plans" / "made up.plan"
    data = path.read_bytes()
    path.write_bytes(data.replace(b"nick 7\x00", b"nick 8\x00").replace(b"p7@acme.example", b"p8@acme.example", 1))
    assert "was edited after its preview" in made.get(f"{PLAN}/integrity")


@pytest.mark.parametrize("name", ["%2e%2e%2f", "..%2fnameplate.yaml", "none.plan", "%00", "a%5cb", "%2fetc%2fpasswd"])
def test_only_plans_of_the_folder_open(made: Pages, name: str):
    """No name leads out of it."""
    (made.folder / "nameplate.yaml").write_text("x: 1")
    assert made.ask("GET", f"/plans/{name}").status_code == 404
    assert made.ask("GET", f"/plans/{name}/changes").status_code == 404
