"""What to do about a finding, from docs/findings.md."""

from nameplate.checking.pages import pages
from nameplate.web.prose import Block, blocks


def cure(code: str) -> list[Block]:
    """The page of a code without its heading; empty for a plugin's own code."""
    text = pages().get(code, "")
    return blocks(text.partition("\n")[2])
