from hypothesis import given
from hypothesis import strategies as st

from nameplate.reports.difference import mark


@given(st.text(max_size=20), st.text(max_size=20))
def test_the_parts_are_the_whole(before: str, after: str):
    """The three parts of each text make it up again, and what is outside the middle is common."""
    left, right = mark(before, after)
    assert "".join(left) == before
    assert "".join(right) == after
    assert (left.start, left.end) == (right.start, right.end)


def test_a_word_is_never_cut():
    """What differs is marked a word at a time; a letter and its combining mark stay together."""
    left, right = mark("Peter Kiss", "Pe\u0301ter Kiss")
    assert (left.middle, right.middle) == ("Peter", "Pe\u0301ter")
    assert mark("true", "false")[0].middle == "true"
    assert mark("kiss.peter@acme.example", "kiss.p@acme.example")[1] == ("kiss.", "p", "@acme.example")
