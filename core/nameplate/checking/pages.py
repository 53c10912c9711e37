"""The pages of docs/findings.md, one for each code."""

import re
from functools import cache
from importlib import resources
from pathlib import Path

from nameplate.errors import UsageError
from nameplate.findings import CATALOGUE

HEADING = re.compile(r"^### (?P<code>NP\d{3}) (?P<title>.+)$", re.MULTILINE)
END = re.compile(r"^#{1,2} ", re.MULTILINE)


def page(code: str) -> str:
    """The page of a code as Markdown, its heading first.

    Raises:
        UsageError: There is no such code.
    """
    code = code.upper()
    if code not in pages():
        raise UsageError(f"There is no finding {code}.", remedy=f"Codes go from {min(CATALOGUE)} to {max(CATALOGUE)}.")
    return pages()[code]


@cache
def pages() -> dict[str, str]:
    """Code → page."""
    text = findings_file().read_text("utf-8")
    found = list(HEADING.finditer(text))
    ends = [match.start() for match in found[1:]] + [len(text)]
    return {match["code"]: _until_chapter(text[match.start() : end]) for match, end in zip(found, ends, strict=True)}


def _until_chapter(text: str) -> str:
    chapter = END.search(text)
    return text[: chapter.start() if chapter else None].strip()


def anchor(code: str) -> str:
    """The fragment by which GitHub links to a page."""
    words = re.sub(r"[^\w\s-]", "", CATALOGUE[code].title.lower()).replace(" ", "-")
    return f"{code.lower()}-{words}"


def findings_file() -> Path:
    """docs/findings.md: inside the wheel, or beside `core/` in a checkout."""
    installed = Path(str(resources.files("nameplate") / "_docs" / "findings.md"))
    return installed if installed.is_file() else Path(__file__).parents[3] / "docs" / "findings.md"
