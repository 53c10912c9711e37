"""What moved, and what is as planned already."""

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from nameplate.model import ATTRIBUTES, Account, Action, AttributeChange, Identity
from nameplate.model.attributes import ENTERPRISE
from nameplate.pushing.staleness import State, assess, assess_creation, differences, value_at
from support.planning_files import change
from support.planning_parts import account

ROWS = (
    AttributeChange("name.givenName", "Taro", "太郎"),
    AttributeChange("displayName", "Taro Yamada", "山田 太郎"),
    AttributeChange("title", "Boss", ""),
    AttributeChange(f"{ENTERPRISE}:department", "", "R"),
)
ADDRESS = "p@acme.example"
BEFORE = account("a1", "s1", ADDRESS, given_name="Taro", display_name="Taro Yamada", job_title="Boss")
AFTER = account("a1", "s1", ADDRESS, given_name="太郎", display_name="山田 太郎", enterprise_department="R")
UPDATE = change(1, attributes=ROWS, account_id="a1", before=Identity("s1", ADDRESS, ADDRESS, active=True))


def with_value(one: Account, name: str, value: str) -> Account:
    """The account with another value."""
    values = list(one.values)
    values[[attribute.name for attribute in ATTRIBUTES].index(name)] = value
    return msgspec.structs.replace(one, values=tuple(values))


def state(found, *, names_follow=True):
    """What a push finds."""
    return assess(UPDATE, found, names_follow=names_follow)


def test_as_the_preview_found_it_it_is_ready():
    """And as planned, there is nothing to send."""
    assert state(BEFORE).state is State.READY
    assert state(AFTER).state is State.ALREADY


def test_a_planned_attribute_that_holds_a_third_value_has_moved():
    """It is named, with what was expected and what is there."""
    found = state(with_value(BEFORE, "job_title", "Chief"))
    assert found.state is State.MOVED
    assert found.moved == (("title", "Boss", "Chief"),)


def test_an_attribute_that_is_not_planned_may_be_anything():
    """Nobody looks at it."""
    assert state(with_value(BEFORE, "timezone", "Asia/Tokyo")).state is State.READY


def test_what_identifies_an_account_must_not_move():
    """externalId, userName, e-mail and active; addresses in any case."""
    assert state(with_value(BEFORE, "user_name", ADDRESS.upper())).state is State.READY
    for name, value in (("user_name", "q"), ("email", "q@acme.example"), ("active", "false")):
        assert state(with_value(BEFORE, name, value)).state is State.MOVED
    assert state(msgspec.structs.replace(BEFORE, external_id="s2")).moved == (("externalId", "s1", "s2"),)


def test_some_of_the_planned_values_may_be_there_already():
    """Whoever put them there agreed."""
    assert state(with_value(BEFORE, "display_name", "山田 太郎")).state is State.READY


def test_names_that_the_planned_display_name_overwrote_have_not_moved():
    """Where it overwrites them; where names are independent, they have."""
    overwritten = with_value(AFTER, "given_name", "山田")
    assert state(overwritten).state is State.ALREADY
    assert state(overwritten, names_follow=False).state is State.MOVED


def test_an_account_that_is_gone_has_moved():
    """Its id is what is missing."""
    assert state(None).moved == (("id", "a1", ""),)


CREATION = change(
    2,
    Action.CREATE,
    attributes=(
        AttributeChange("externalId", "", "s2"),
        AttributeChange("userName", "", "q@acme.example"),
        AttributeChange("displayName", "", "Q"),
    ),
)


def created(**more):
    """The account of CREATION."""
    return account("a2", "s2", "Q@acme.example", **{"display_name": "Q"} | more)


def test_a_creation_is_ready_as_long_as_nobody_has_the_external_id():
    """Else it is done already, or somebody else's doing."""

    def found(*accounts, sent=False):
        return assess_creation(CREATION, accounts, sent=sent, names_follow=True).state

    assert found() is State.READY
    assert found(created()) is State.ALREADY
    assert found(created(display_name="R")) is State.MOVED
    assert found(created(display_name="R"), sent=True) is State.ALREADY
    assert found(account("a2", "s2", "other@acme.example"), sent=True) is State.MOVED


values = st.sampled_from(["", "x", "y"])


@given(
    st.dictionaries(st.sampled_from(["title", "nickName", "displayName", "name.givenName"]), st.tuples(values, values))
)
def test_what_is_as_planned_has_no_differences_and_the_reverse(rows):
    """For any rows whose account holds the planned values."""
    names = {attribute.path: attribute.name for attribute in ATTRIBUTES}
    planned = tuple(AttributeChange(path, before, after) for path, (before, after) in rows.items())
    held = BEFORE
    for row in planned:
        held = with_value(held, names[row.path], row.after)
    assert differences(planned, held, names_follow=False) == ()
    assert all(value_at(held, row.path) == row.after for row in planned)
    whole = change(1, attributes=planned, account_id="a1", before=UPDATE.before)
    assert assess(whole, held, names_follow=False).state is State.ALREADY
