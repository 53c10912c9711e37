"""The fast decoder says what `account_from_scim` says."""

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nameplate.directory.decoding import accounts_in_page, accounts_in_rows
from nameplate.errors import DirectoryError
from nameplate.model import account_from_scim
from nameplate.model.attributes import ATLASSIAN_CUSTOM, ATLASSIAN_EXTERNAL, ENTERPRISE

text = st.none() | st.text(max_size=4)
typed = st.fixed_dictionaries(
    {}, optional={"value": text, "type": st.sampled_from(["work", "home"]), "primary": st.none() | st.booleans()}
)


def objects(*names):
    """Objects with some of these texts."""
    return st.none() | st.fixed_dictionaries({}, optional=dict.fromkeys(names, text))


resources = st.fixed_dictionaries(
    {"id": st.text(min_size=1)},
    optional={
        **dict.fromkeys(("userName", "externalId", "displayName", "nickName", "title", "timezone", "unknown"), text),
        **dict.fromkeys(("department", "organization", "preferredLanguage"), text),
        "active": st.none() | st.booleans(),
        "name": objects("givenName", "familyName", "middleName", "formatted"),
        "emails": st.none() | st.lists(typed, max_size=3),
        "phoneNumbers": st.none() | st.lists(typed, max_size=3),
        ENTERPRISE: objects("organization", "department", "manager"),
        ATLASSIAN_CUSTOM: objects("basedIn"),
        ATLASSIAN_EXTERNAL: objects("atlassianAccountId"),
    },
)


@given(st.lists(resources, max_size=3))
def test_both_decoders_agree(users):
    """On whatever SCIM allows, nulls and absences included."""
    expected = [account_from_scim(user) for user in users]
    page = orjson.dumps({"totalResults": 7, "Resources": users})
    assert accounts_in_page(page) == (7, expected)
    assert accounts_in_rows([orjson.dumps(user) for user in users]) == expected


def test_a_resource_of_odd_types_is_read_leniently():
    """A number for a title doesn't hide the account, and what is compared is text."""
    odd = {"id": "1", "userName": "a", "title": 7, "externalId": 5, "active": "False"}
    plain = account_from_scim({"id": "1", "userName": "a", "title": "7", "externalId": "5", "active": False})
    other = {"id": "2", "active": None}
    assert accounts_in_page(orjson.dumps({"totalResults": 1, "Resources": [odd]})) == (1, [plain])
    assert accounts_in_rows(list(map(orjson.dumps, (odd, other)))) == [plain, account_from_scim(other)]


@pytest.mark.parametrize("odd", [{"title": ["x"]}, {"active": "perhaps"}, {"emails": ["x"]}, {"id": 1}, {"name": "x"}])
def test_a_resource_that_cant_be_read_is_an_error(odd):
    """It is shown, and nothing is guessed."""
    resource = orjson.dumps({"id": "1", "userName": "who", **odd})
    with pytest.raises(DirectoryError, match=r"can't be read: .*who"):
        accounts_in_page(b'{"totalResults": 1, "Resources": [%s]}' % resource)
    with pytest.raises(DirectoryError, match=r"can't be read: .*who"):
        accounts_in_rows([resource])


@pytest.mark.parametrize(
    "body",
    [
        b'{"totalResults": 1, "Resources": [{"userName": "a"}]}',
        b'{"totalResults": 1, "Resources": [{"id": ""}]}',
        b'{"totalResults": 1, "Resources": ["a"]}',
        b'{"totalResults": 1, "Resources": {}}',
        b'{"Resources": []}',
        b"<html>",
        b'{"totalResults": 2, "Resources": [{"id": "1"}',
    ],
)
def test_a_page_that_cant_be_trusted_is_an_error(body):
    """No id, no list, no total, cut off."""
    with pytest.raises(DirectoryError):
        accounts_in_page(body)
