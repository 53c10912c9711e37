import asyncio
import re
from pathlib import Path

import pytest

from nameplate.mapping.loading import shipped_folder
from support.web_pages import OWN, Pages, words

SAVED = "{{- user.family_name }} {{ user.given_name }}"


def form(pages: Pages, name: str = "japan.j2", **changes: str) -> dict[str, str]:
    """What the editor of a mapping sends, with `old=new` replacements in `text` if given."""
    html = pages.get(f"/workbench/edit/{name}")
    text = (pages.folder / "mappings" / name).read_text("utf-8-sig")
    opened_as = re.search(r'name="hash" id="hash" value="(\w+)"', html)[1]
    return {"mapping": name, "text": text, "hash": opened_as, "tab": "t", **changes}


def edited(pages: Pages, old: str, new: str, name: str = "japan.j2") -> dict[str, str]:
    sent = form(pages, name)
    assert old in sent["text"]
    return sent | {"text": sent["text"].replace(old, new)}


def counted(pages: Pages, tab: str = "t") -> str:
    """The count of a tab, once it has ended."""
    counting = pages.app.state.bench.counts[tab]
    pages.run(counting.wait())
    return words(pages.get(f"/workbench/count/{tab}"))


def test_mappings_stand_with_their_regions(pages: Pages):
    """The organization's own, and the ready-made ones."""
    html = pages.get("/workbench")
    assert "hungary.j2 Region budapest" in words(html)
    assert 'href="/workbench/edit/nameplate/iceland.j2"' in html


def test_an_edit_shows_each_value_now_and_then(bench: Pages):
    """A sample of the people concerned: what Atlassian holds, the value now, the value with the edit."""
    html = bench.post("/workbench/attempt", edited(bench, SAVED, "{{- user.family_name }}・{{ user.given_name }}"))
    text = words(html)
    assert "display name 太郎 山田 山田 太郎 (Yamada Taro) 山田 ・ 太郎 (Yamada Taro)" in text
    assert "<mark>" in html
    assert "not saved" in text
    assert "korea" not in text


def test_examples_are_judged_by_the_edit(bench: Pages):
    """The examples of the mapping pass as it is saved, and fail where the edit breaks them."""
    assert "All 2 examples pass" in words(bench.post("/workbench/attempt", form(bench)))
    text = words(bench.post("/workbench/attempt", edited(bench, SAVED, "{{- user.given_name }}")))
    assert "2 of 2 examples fail" in text
    assert "expected 佐藤 美咲" in text


def test_a_broken_rule_is_a_finding_at_its_line(bench: Pages):
    """Its code, line and suggestion; the values now stay in sight."""
    html = bench.post("/workbench/attempt", edited(bench, "user.family_name }} {{", "user.famly_name }} {{"))
    assert 'data-line="5"' in html
    assert "did you mean &#39;family_name&#39;" in html
    assert "1 error in this mapping" in words(html)
    assert "高橋 健太 (Takahashi Kenta)" in words(html)
    assert "examples" not in words(html)


def test_a_mistake_in_another_mapping_is_told_as_such(bench: Pages):
    """An edit is not blamed for a file that was broken before."""
    (bench.folder / "mappings" / "korea.j2").write_text('{% extends "default.j2" %}{% block', "utf-8")
    html = bench.post("/workbench/attempt", form(bench))
    assert "Another mapping has errors" in words(html)
    assert "korea.j2" in words(html)


def test_everybody_is_counted_in_the_background(bench: Pages):
    """The answer comes before the count; the count ends with people by attribute."""
    started = bench.post("/workbench/attempt", edited(bench, "Asia/Tokyo", "Asia/Seoul"))
    assert "so far would change" in words(started)
    assert 'hx-get="/workbench/count/t"' in started
    text = counted(bench)
    assert re.search(r"(\d+) of the \1 people whom this mapping concerns would change", text)
    assert "time zone" in text
    assert "hx-get" not in bench.get("/workbench/count/t")


def test_a_newer_edit_gives_the_older_count_up(bench: Pages):
    """One count goes on for each tab, that of the last edit; another tab's is left alone."""
    first = edited(bench, "Asia/Tokyo", "Asia/Seoul")
    bench.post("/workbench/attempt", first)
    older = bench.app.state.bench.counts["t"]
    bench.post("/workbench/attempt", first | {"tab": "other"})
    bench.post("/workbench/attempt", edited(bench, SAVED, "{{ user.given_name }}"))
    assert older.count.state == "cancelled"
    assert "display name" in counted(bench)
    assert "time zone" in counted(bench, "other")


def test_a_count_can_be_stopped(bench: Pages):
    """Stop ends it; the page says so."""
    bench.post("/workbench/attempt", edited(bench, "Asia/Tokyo", "Asia/Seoul"))
    assert "given up" in words(bench.post("/workbench/count/t/cancel", {}))
    assert "given up" in counted(bench)


def test_an_edit_that_changes_nobody_says_so(bench: Pages):
    """A comment changes no value."""
    bench.post("/workbench/attempt", edited(bench, "{# Family", "{# The family"))
    assert "Nobody of the" in counted(bench)


def test_a_parent_concerns_all_who_extend_it(bench: Pages):
    """An edit of default.j2 shows and counts the regions that build on it."""
    html = bench.post("/workbench/attempt", edited(bench, '"Acme"', '"Acme Corp"', "default.j2"))
    regions = set(re.findall(r"· <bdi>([\w ]+)</bdi> ·", html))
    assert len(regions) > 3
    assert "organization" in counted(bench)


def test_people_are_found_by_name(bench: Pages):
    """The search looks through the snapshots; who isn't there is said."""
    assert "健太 高橋" in bench.post("/workbench/attempt", form(bench, q="TAKAHASHI@"))
    assert "Nobody is called so" in bench.post("/workbench/attempt", form(bench, q="nobody at all"))


def test_a_rule_that_reads_a_new_field_gets_it(bench: Pages):
    """What an edit newly reads is read from the snapshots, for the same people."""
    sent = edited(bench, SAVED, "{{- user.employee_type }}{{ user.raw.usageLocation }}")
    bench.post("/workbench/attempt", form(bench))
    assert "EmployeeJP" in bench.post("/workbench/attempt", sent).replace("<mark>", "").replace("</mark>", "")


def test_a_mapping_that_no_region_uses_is_tried_on_everybody(bench: Pages):
    """A copied mapping shows people before a region names it."""
    answer = bench.ask(
        "POST", "/workbench/copy", data={"mapping": "nameplate/hungary.j2", "to": "mine.j2"}, headers=OWN
    )
    assert (answer.status_code, answer.headers["location"]) == (303, "/workbench/edit/mine.j2")
    html = bench.post("/workbench/attempt", form(bench, "mine.j2"))
    assert "No region uses this mapping yet" in html
    assert html.count('scope="rowgroup"') == 12


def test_saving_writes_the_file_whole(bench: Pages):
    """The text, nothing beside it, the mode as it was; the answer has the new hash, with which saving goes on."""
    path = bench.folder / "mappings" / "japan.j2"
    path.chmod(0o640)
    sent = edited(bench, "Asia/Tokyo", "Asia/Seoul")
    html = bench.post("/workbench/save", sent)
    assert path.read_text("utf-8") == sent["text"]
    assert path.stat().st_mode & 0o777 == 0o640
    assert not [one for one in path.parent.iterdir() if one.name.startswith(".")]
    again = re.search(r'data-saved="(\w+)"', html)[1]
    bench.post("/workbench/save", sent | {"hash": again, "text": sent["text"] + "\n"})


def test_line_ends_and_a_byte_order_mark_stay(bench: Pages):
    """A file of Windows stays one, although forms send other line ends."""
    path = bench.folder / "mappings" / "japan.j2"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    before = path.read_bytes()
    sent = form(bench)
    bench.post("/workbench/save", sent | {"text": sent["text"].replace("\n", "\r\n")})
    assert path.read_bytes() == before


def test_a_file_that_changed_underneath_is_not_overwritten(bench: Pages):
    """Both versions are shown, and the file stays as the other one left it."""
    path = bench.folder / "mappings" / "japan.j2"
    sent = edited(bench, "Asia/Tokyo", "Asia/Seoul")
    path.write_text(path.read_text("utf-8").replace("Asia/Tokyo", "Asia/Osaka"), "utf-8")
    html = bench.post("/workbench/save", sent, status=409)
    assert "Asia/Seoul" in html
    assert "Asia/Osaka" in html
    assert "Asia/Osaka" in path.read_text("utf-8")
    kept = re.search(r'data-keep="(\w+)"', html)[1]
    bench.post("/workbench/save", sent | {"hash": kept})
    assert "Asia/Seoul" in path.read_text("utf-8")


def test_a_save_with_errors_says_what_it_means(bench: Pages):
    """The file is the author's to save; that a preview will refuse it is said."""
    html = bench.post("/workbench/save", edited(bench, SAVED, "{{- user.famly_name }}"))
    assert "1 error: a preview will refuse it" in words(html)


NAMES = [
    "../nameplate.yaml",
    "../mappings/../nameplate.yaml",
    "/etc/passwd",
    "..\\nameplate.yaml",
    "japan.j2\0",
    "japan.examples.yaml",
    "nameplate/../../x.j2",
    "nameplate/japan.j2",
    "new.j2",
    "",
]


@pytest.mark.parametrize("name", NAMES)
def test_only_mappings_of_the_folder_are_written(bench: Pages, name: str):
    """No other name is saved to, whatever hash is sent."""
    before = snapshot(bench.folder), snapshot(shipped_folder())
    sent = form(bench) | {"mapping": name, "text": "x"}
    assert bench.ask("POST", "/workbench/save", data=sent, headers=OWN).status_code in {409, 404}
    assert (snapshot(bench.folder), snapshot(shipped_folder())) == before


@pytest.mark.parametrize("name", ["../x.j2", "/x.j2", "x.yaml", ".j2", ".x.j2", "a/b.j2", "", "japan.j2"])
def test_a_copy_has_a_new_plain_name(bench: Pages, name: str):
    """A name that leads elsewhere, or is taken, copies nothing."""
    before = snapshot(bench.folder)
    sent = {"mapping": "nameplate/korea.j2", "to": name}
    assert bench.ask("POST", "/workbench/copy", data=sent, headers=OWN).status_code == 409
    assert snapshot(bench.folder) == before


def snapshot(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file() and path.suffix != ".plan"}


def test_a_link_out_of_the_folder_is_no_mapping(bench: Pages, tmp_path: Path):
    """What a link in the folder points at outside is neither shown nor written."""
    secret = tmp_path / "secret.j2"
    secret.write_text("secret")
    (bench.folder / "mappings" / "link.j2").symlink_to(secret)
    assert "link.j2" not in bench.get("/workbench")
    bench.get("/workbench/edit/link.j2", 404)
    bench.post("/workbench/save", form(bench) | {"mapping": "link.j2"}, status=409)
    assert secret.read_text() == "secret"


def test_read_only_pages_try_but_write_nothing(own_acme: Path, plugins):
    """Save and copy are refused; an edit can still be tried."""
    pages = Pages(own_acme, plugins, read_only=True)
    before = snapshot(own_acme)
    sent = edited(pages, "Asia/Tokyo", "Asia/Seoul")
    assert "changes" in pages.post("/workbench/attempt", sent)
    pages.post("/workbench/save", sent, status=403)
    pages.post("/workbench/copy", {"mapping": "nameplate/korea.j2", "to": "x.j2"}, status=403)
    assert snapshot(own_acme) == before
    assert "read-only" in pages.get("/workbench/edit/japan.j2")
    pages.close()


def test_a_shipped_mapping_is_shown_and_offered_for_copying(bench: Pages):
    """It can't be edited in place."""
    html = bench.get("/workbench/edit/nameplate/japan.j2")
    assert re.search(r"<textarea[^>]* readonly", html)
    assert 'action="/workbench/copy"' in html
    assert 'id="save"' not in html


LIVE = "    settings: {org_url: https://acme.okta.example, token: {env: OKTA_TOKEN}}\n"


def test_a_live_connection_is_never_asked(bench: Pages):
    """People of a connection without a snapshot are left out, with the way to save them."""
    path = bench.folder / "nameplate.yaml"
    path.write_text(path.read_text("utf-8").replace("    snapshot: ./exports/okta.jsonl\n", LIVE), "utf-8")
    text = words(bench.post("/workbench/attempt", form(bench)))
    assert "okta-us is read live" in text
    assert "nameplate snapshot okta-us -o okta-us.jsonl" in text


def test_a_wrong_configuration_is_shown_as_findings(bench: Pages):
    """The workbench says what is wrong with nameplate.yaml, and works again once it is corrected."""
    path = bench.folder / "nameplate.yaml"
    before = path.read_text("utf-8")
    path.write_text(before + "\nnonsense: 1\n", "utf-8")
    assert "NP102" in bench.get("/workbench", 409)
    path.write_text(before, "utf-8")
    bench.get("/workbench")


def test_a_hostile_template_is_stopped(bench: Pages):
    """A rule without an end costs its budget, not the server."""
    sent = edited(bench, SAVED, "{% for a in range(2000) %}{% for b in range(2000) %}x{% endfor %}{% endfor %}")
    assert "stopped for the whole run" in bench.post("/workbench/attempt", sent)
    assert bench.run(asyncio.sleep(0)) is None


def test_what_atlassian_holds_comes_from_the_newest_plan(bench: Pages):
    """A real directory is never asked: the plan knows it, and what it left alone is as the rules say."""
    path = bench.folder / "nameplate.yaml"
    text = path.read_text("utf-8").replace("sandbox: ./practice.db", "directory_id: x\n    token: {env: NOT_SET}")
    path.write_text(text, "utf-8")
    text = words(bench.post("/workbench/attempt", form(bench)))
    assert "display name 太郎 山田 山田 太郎 (Yamada Taro)" in text
    assert "no account" in text
    assert "What Atlassian holds is plan monday.plan" in text
    for plan in (bench.folder / "plans").iterdir():
        plan.unlink()
    bench.app.state.bench._drawn.clear()
    assert "not known: no plan" in words(bench.post("/workbench/attempt", form(bench)))
