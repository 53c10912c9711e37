from hypothesis import given
from hypothesis import strategies as st

from nameplate.model import ATTRIBUTES, Account
from nameplate.planning.compare import Rules, differences
from nameplate.planning.projection import Projection, alike

TEXT = st.sampled_from(["", "a", "A", "山田", "x\x1fy", "\x1e"])
CLEAN = st.sampled_from(["", "a", "A", "山田"])
MASKS = st.sets(st.integers(0, len(ATTRIBUTES) - 1))


@st.composite
def accounts(draw):
    """An account that may hold anything."""
    values = [draw(TEXT) for _ in ATTRIBUTES[:-1]]
    return Account("a1", "e1", (*values, draw(st.sampled_from(["true", "false"]))), draw(TEXT), draw(TEXT), "aaid")


@st.composite
def payloads(draw, mask):
    """A payload of managed attributes; validated values have no control characters."""
    shown = Projection(mask).indexes
    values = [draw(st.none() | CLEAN) if index in shown else None for index in range(len(ATTRIBUTES) - 1)]
    return (*values, draw(st.sampled_from([None, "true", "false"])))


@given(MASKS, accounts())
def test_an_account_comes_back_as_far_as_it_is_managed(mask, account):
    """The text, and the whole account where the text is not enough, give every managed value in both places."""
    projection = Projection(mask)
    text, twins, whole = projection.existing(account)
    back = projection.account(
        text,
        twins,
        whole,
        account_id="a1",
        external_id="e1",
        atlassian_id="aaid",
        display_name=account.values[5],
    )
    for index in projection.indexes:
        assert back.values[index] == account.values[index]
        if ATTRIBUTES[index].name == "department":
            assert back.enterprise_department == account.enterprise_department
        if ATTRIBUTES[index].name == "organization":
            assert back.enterprise_organization == account.enterprise_organization


@given(st.data(), MASKS, accounts(), st.sampled_from(["both", "core", "enterprise"]))
def test_texts_that_are_alike_differ_in_nothing(data, mask, account, where):
    """The fast lane says "the same" only of what the comparison, value by value, finds the same."""
    projection = Projection(mask)
    values = data.draw(payloads(mask))
    mine, (theirs, _, _) = projection.desired(values), projection.existing(account)
    assert projection.values(mine) == values
    if mine == theirs or alike(mine, theirs):
        inactive = values[-1] == account.values[-1] == "false"
        assert inactive or values[-1] in (None, account.values[-1])
        assert inactive or differences(values, account, Rules(attributes_in=where)).rows == ()
