from nameplate.checking.pages import pages
from nameplate.web.prose import Block, Span, blocks


def test_paragraphs_items_and_code_are_told_apart():
    """What docs/findings.md has: wrapped lines, lists, indented and fenced code, inline code, stress, links."""
    text = (
        "One\nline with `code`.\n\n- first **bold**\n- [a link](x.md)\n  goes on\n\n"
        "    indented\n      more\n\n```yaml\na: 1\n```\nEnd."
    )
    assert blocks(text) == [
        Block("text", (Span("text", "One line with "), Span("code", "code"), Span("text", "."))),
        Block("item", (Span("text", "first "), Span("strong", "bold"))),
        Block("item", (Span("text", "a link"), Span("text", " goes on"))),
        Block("code", (Span("code", "indented\n  more"),)),
        Block("code", (Span("code", "a: 1"),)),
        Block("text", (Span("text", "End."),)),
    ]


def test_no_page_of_a_finding_is_lost():
    """Every word of every cure is drawn."""
    for page in pages().values():
        drawn = "".join(span.text for block in blocks(page) for span in block.spans)
        for word in ("nameplate", "{%", "|"):
            assert word not in page or word in drawn
