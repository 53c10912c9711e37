from hypothesis import given
from hypothesis import strategies as st

from nameplate.reports.difference import CLUSTERS, mark


@given(st.text(max_size=20), st.text(max_size=20))
def test_the_parts_are_the_whole(before: str, after: str):
    """The three parts of each text make it up again, and what is outside the middle is common."""
    left, right = mark(before, after)
    assert "".join(left) == before
    assert "".join(right) == after
    assert (left.start, left.end) == (right.start, right.end)


def test_a_cluster_is_never_cut():
    """A letter and its combining mark stay together."""
    left, right = mark("Peter", "Pe\u0301ter")
    assert left.middle == "e"
    assert right.middle == "e\u0301"
    assert CLUSTERS.findall(right.middle) == ["e\u0301"]
