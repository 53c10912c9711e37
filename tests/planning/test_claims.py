from hypothesis import given
from hypothesis import strategies as st

from nameplate.planning.claims import Claimant, contested, settle

CLAIMANTS = st.lists(
    st.tuples(st.sampled_from(["okta", "entra", "google"]), st.booleans()), min_size=1, max_size=6
).map(
    lambda drawn: [Claimant(number, *one[:1], f"s{number}", f"P{number}", one[1]) for number, one in enumerate(drawn)]
)
PRECEDENCE = st.sampled_from([(), ("okta",), ("entra", "google"), ("google", "okta", "entra")])


@given(CLAIMANTS, PRECEDENCE)
def test_everybody_has_exactly_one_lot(claimants, precedence):
    """Winner, lost or blocked; only active people are blocked, and never beside a winner."""
    settled = settle(claimants, precedence)
    lots = [*filter(None, [settled.winner]), *settled.lost, *settled.blocked]
    assert sorted(one.key for one in lots) == [one.key for one in claimants]
    assert all(one.active for one in settled.blocked)
    assert (settled.winner is None) == bool(settled.blocked)


@given(CLAIMANTS, PRECEDENCE)
def test_an_inactive_person_never_wins_against_an_active_one(claimants, precedence):
    """Precedence is asked among active people only."""
    winner = settle(claimants, precedence).winner
    if winner is not None and any(one.active for one in claimants):
        assert winner.active


def test_a_finding_names_the_first_few_of_many():
    """A mapping that gives a million people one user name does not write a million names a million times."""
    message = contested(
        "the user name x", [Claimant(n, "okta", f"s{n}", f"P{n}", active=True) for n in range(1000)]
    ).message
    assert "P0 (okta, s0)" in message
    assert "995 more" in message
