"""Names that would be markup, script, template or a change of direction, on every page."""

import json
import shutil
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote

import pytest

from nameplate.findings import finding
from nameplate.model import Action, AttributeChange
from nameplate.planning import GuardVerdict
from support.planning_files import change, plan_file
from support.web_pages import Pages

OVERRIDE = "\u202egnp.exe"
NAMES = (
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(2)>",
    '" autofocus onfocus=alert(3) x="',
    "' onmouseover='alert(4)",
    "{{ 7 * 191 }}{% raw %}{# x #}",
    "</textarea></title></style><svg/onload=alert(5)>",
    OVERRIDE,
    "𠮷田 𝕏 🧑🏽‍🚀",
    "javascript:alert(6)",
    "a&lt;b&amp;c",
    "]]><!--",
    "محمد \u2067علي",
)
EVERYTHING = " ".join(NAMES)
PLAIN = {"option", "textarea", "title", "script", "pre"}
"""Elements whose text stands apart from its surroundings without a `bdi`."""
VOID = {"meta", "link", "img", "input", "br", "rect"}


class Read(HTMLParser):
    """What a browser would make of a page; notes what must not be there."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.wrong: list[str] = []
        self.text: list[str] = []

    def handle_starttag(self, tag, attrs):
        known = dict(attrs)
        if tag not in VOID:
            self.open.append(tag)
        self.wrong += [f"{tag} {name}" for name in known if name.startswith("on") or name == "style"]
        if tag in {"iframe", "object", "embed", "base", "style"}:
            self.wrong.append(tag)
        if tag == "script" and not known.get("src", "").startswith("/assets/"):
            self.wrong += [] if known.get("type") == "application/json" else ["script"]
        for name in ("src", "href", "action", "hx-get", "hx-post"):
            if name in known and not known[name].startswith(("/", "#")):
                self.wrong.append(f"{name}={known[name]}")

    def handle_endtag(self, tag):
        while self.open and self.open.pop() != tag:
            pass

    def handle_data(self, data):
        self.text.append(data)
        if "\u202e" in data and not {*self.open} & {"bdi", *PLAIN}:
            self.wrong.append(f"not isolated in {self.open[-3:]}: {data.strip()[:40]!a}")

    def handle_comment(self, data):
        self.wrong.append(f"comment {data}")


@pytest.fixture(scope="module")
def hostile(acme: Path, tmp_path_factory, plugins):
    """An Acme with hostile people in its snapshot, and a plan in which every text is hostile."""
    folder = shutil.copytree(acme, tmp_path_factory.mktemp("hostile") / "acme")
    records = [
        {
            "id": f"00uhostile{number}",
            "status": "ACTIVE",
            "profile": {
                "login": f"h{number}@acme.example",
                "email": f"h{number}@acme.example",
                "firstName": name,
                "lastName": name,
                "displayName": name,
                "nickName": name[:20],
                "title": name,
                "countryCode": "JP",
                "latinName": name,
            },
        }
        for number, name in enumerate(NAMES)
    ]
    lines = "".join(json.dumps(record) + "\n" for record in records)
    (folder / "exports" / "okta.jsonl").write_text(lines, "utf-8")
    people = [
        change(
            number,
            list(Action)[number % 6],
            region=name,
            connection="okta-us" if number % 2 else name,
            directory=name,
            source_id=f"00uhostile{number}" if number % 2 else name,
            user_name=name,
            person=name,
            attributes=(
                AttributeChange("displayName", name, EVERYTHING, "japan.j2:3"),
                AttributeChange(name, name, ""),
            ),
            findings=(finding("NP401", EVERYTHING, remedy=name, file=name, line=3),),
        )
        for number, name in enumerate(NAMES)
    ]
    guards = [GuardVerdict(name, name, 12, 90, name, holds=False, allowed=9, plugin=name) for name in NAMES]
    found = [finding("NP902", name, remedy=name, file=name, line=1) for name in NAMES]
    plan_file(folder / "plans" / "<b onclick=alert(7)> {{x}}.plan", people, findings=found, guards=guards)
    pages = Pages(folder, plugins)
    yield pages
    pages.close()


PLAN = "/plans/" + quote("<b onclick=alert(7)> {{x}}.plan")
QUERY = f"q={quote(EVERYTHING)}&region={quote(NAMES[0])}&code={quote(NAMES[1])}&attribute={quote(NAMES[2])}"
GETS = [
    "/",
    PLAN,
    f"{PLAN}/changes",
    f"{PLAN}/changes?{QUERY}",
    f"{PLAN}/changes?action=unchanged",
    f"{PLAN}/findings",
    f"{PLAN}/integrity",
    *(f"{PLAN}/changes/{number}" for number in range(len(NAMES))),
    *(f"{PLAN}/changes/{number}/explanation" for number in range(len(NAMES))),
    f"{PLAN}/pilot?{'&'.join(f'pick={number}' for number in range(len(NAMES)))}",
    f"{PLAN}/pilot?region={quote(EVERYTHING)}&limit=3",
    "/plans/" + quote(NAMES[1], safe=""),
    "/workbench",
    "/workbench/edit/" + quote(NAMES[1], safe=""),
    f"/workbench/count/{quote(NAMES[1], safe='')}",
]


@pytest.mark.parametrize("path", GETS)
def test_no_page_takes_a_name_for_markup(hostile: Pages, path: str):
    """No element, attribute or address comes out of data, and what changes direction is isolated."""
    read = Read()
    read.feed(hostile.ask("GET", path).text)
    assert read.wrong == []
    assert "1337" not in "".join(read.text)


def test_names_are_shown_as_they_are(hostile: Pages):
    """Every name stands in the text, sign by sign."""
    read = Read()
    read.feed(hostile.get(f"{PLAN}/changes"))
    text = "".join(read.text)
    assert all(name in text for name in NAMES)


@pytest.mark.parametrize("form", [{}, {"q": EVERYTHING}, {"q": "hostile"}, {"tab": NAMES[1]}])
def test_the_workbench_takes_no_name_for_markup(hostile: Pages, form: dict[str, str]):
    """Neither a person's name, nor a word that is searched for, nor the mapping's own text."""
    text = (hostile.folder / "mappings" / "japan.j2").read_text("utf-8") + "{# </textarea><script>alert(8)</script> #}"
    text = text.replace("Asia/Tokyo", "<script>alert(9)</script>{{ user.famly_name }}" if form else "<b>x</b>")
    html = hostile.post("/workbench/attempt", {"mapping": "japan.j2", "text": text, "tab": "t"} | form)
    html += hostile.post("/workbench/save", {"mapping": "japan.j2", "text": text, "hash": "0"}, status=409)
    read = Read()
    read.feed(html)
    assert read.wrong == []


def test_the_editor_holds_any_text(hostile: Pages):
    """A mapping that begins with an empty line, and would end the textarea, comes back as it is."""
    text = "\n\n</textarea><script>alert(1)</script>{{ user.id }}</script>"
    (hostile.folder / "mappings" / "odd.j2").write_text(text, "utf-8")
    read = Read()
    read.feed(hostile.get("/workbench/edit/odd.j2"))
    assert read.wrong == []
    assert f"\n{text}" in "".join(read.text)
