"""PATCH in the sandbox follows RFC 7644 §3.5.2."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nameplate.directory.sandbox.patch import PATCH_OP, patched
from nameplate.directory.sandbox.problems import ScimProblem
from nameplate.model.attributes import ATLASSIAN_CUSTOM, ENTERPRISE
from support.sandbox import scim_user

WORK = 'emails[type eq "work"].value'
PRIMARY = "emails[primary eq true].value"
PHONE = 'phoneNumbers[type eq "work"].value'
B_WORK = {"value": "b@acme.example", "type": "work", "primary": True}
WORK_PHONE = {"type": "work", "value": "+36 1"}
ANN = scim_user("ann@acme.example", title="Boss", name={"givenName": "Ann", "familyName": "Berg"})


def apply(resource: dict[str, Any], *operations: dict[str, Any]) -> dict[str, Any]:
    """The resource after a PATCH, names untied."""
    body = {"schemas": [PATCH_OP], "Operations": list(operations)}
    return patched(resource, body, lambda resource, path: None)


def op(kind: str, path: str, value: Any = None) -> dict[str, Any]:
    """One operation."""
    return {"op": kind, "path": path} | ({} if value is None else {"value": value})


@pytest.mark.parametrize(
    ("operation", "key", "value"),
    [
        (op("replace", "title", "Chief"), "title", "Chief"),
        (op("Add", "nickName", "Annie"), "nickName", "Annie"),
        (op("REMOVE", "title"), "title", None),
        (op("replace", "TITLE", "Chief"), "title", "Chief"),
        (op("replace", "name.givenName", "Anna"), "name", {"givenName": "Anna", "familyName": "Berg"}),
        (op("remove", "name.givenName"), "name", {"familyName": "Berg"}),
        (op("add", "name", {"middleName": "M"}), "name", {"givenName": "Ann", "familyName": "Berg", "middleName": "M"}),
        (op("replace", "name.givenName", ""), "name", {"familyName": "Berg"}),
        (op("replace", f"{ENTERPRISE}:department", "R"), ENTERPRISE, {"department": "R"}),
        (op("remove", f"{ENTERPRISE}:department"), ENTERPRISE, None),
        (op("replace", f"{ATLASSIAN_CUSTOM}:basedIn", "Tokyo"), ATLASSIAN_CUSTOM, {"basedIn": "Tokyo"}),
        (op("replace", "urn:ietf:params:scim:schemas:core:2.0:User:title", "Chief"), "title", "Chief"),
        (op("replace", "active", "False"), "active", False),
        (op("replace", "emails", [{"value": "b@acme.example", "primary": True}]), "emails",
         [{"value": "b@acme.example", "primary": True}]),
        (op("replace", WORK, "b@acme.example"), "emails", [B_WORK]),
        (op("replace", PRIMARY, "b@acme.example"), "emails", [B_WORK]),
        (op("add", "emails", [{"value": "b@acme.example", "type": "home", "primary": True}]), "emails",
         [{"value": "ann@acme.example", "type": "work"}, {"value": "b@acme.example", "type": "home", "primary": True}]),
        (op("add", "emails", ANN["emails"]), "emails", ANN["emails"]),
        (op("add", PHONE, "+36 1"), "phoneNumbers", [WORK_PHONE]),
        (op("add", "phoneNumbers", [WORK_PHONE]), "phoneNumbers", [WORK_PHONE]),
        ({"op": "replace", "value": {"title": "Chief", "name.givenName": "Anna"}}, "title", "Chief"),
        (op("replace", "meta.created", "1999"), "meta", None),
    ],
)  # fmt: skip
def test_an_operation_changes_what_its_path_names(operation, key, value):
    """Attributes, sub-attributes, extensions, values chosen by a filter; `op` in any case."""
    assert apply(ANN, operation).get(key) == value


def test_a_chosen_phone_can_be_replaced_and_removed():
    """Other numbers stay."""
    mobile = {"type": "mobile", "value": "+36 30"}
    user = {**ANN, "phoneNumbers": [mobile, {"type": "work", "value": "+36 1"}]}
    assert apply(user, op("replace", PHONE, "+36 2"))["phoneNumbers"] == [mobile, {"type": "work", "value": "+36 2"}]
    assert apply(user, op("remove", 'phoneNumbers[type eq "work"]'))["phoneNumbers"] == [mobile]
    assert "phoneNumbers" not in apply(user, op("remove", "phoneNumbers"))


@pytest.mark.parametrize(
    ("operation", "kind"),
    [
        (op("replace", "nosuch", "x"), "invalidPath"),
        (op("replace", "title.value", "x"), "invalidPath"),
        (op("replace", f"{ENTERPRISE}:manager", "x"), "invalidPath"),
        (op("replace", 'emails[type sw "w"].value', "x"), "invalidFilter"),
        (op("replace", 'emails[type eq "home"].value', "x"), "noTarget"),
        (op("move", "title", "x"), "invalidSyntax"),
        ({"op": "remove"}, "noTarget"),
        (op("remove", "userName"), "invalidValue"),
        (op("remove", "emails"), "invalidValue"),
        (op("replace", "title", 7), "invalidValue"),
        (op("replace", "active", "perhaps"), "invalidValue"),
    ],
)
def test_a_wrong_operation_is_400(operation, kind):
    """With the scimType that RFC 7644 names."""
    with pytest.raises(ScimProblem) as caught:
        apply(ANN, operation)
    assert (caught.value.status, caught.value.scim_type) == (400, kind)


def test_one_wrong_operation_leaves_everything_as_it_was(service):
    """All operations of a request count, or none."""
    user = service.create(ANN)
    answer = service.patch(user, op("replace", "title", "Chief"), op("replace", "nosuch", "x"))
    assert answer.status_code == 400
    assert service("GET", f"/Users/{user['id']}").json()["title"] == "Boss"


@pytest.mark.parametrize("key", ["operations", "Operations "])
def test_the_key_is_operations_with_a_capital(service, key):
    """Anything else is 400."""
    user = service.create(ANN)
    body = {"schemas": [PATCH_OP], key: [op("replace", "title", "x")]}
    assert service("PATCH", f"/Users/{user['id']}", body).status_code == 400


TEXTS = ["title", "nickName", "department", "name.givenName", "name.middleName", f"{ENTERPRISE}:department"]
operations = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(["add", "Replace"]), st.sampled_from(TEXTS), st.text(max_size=3)),
        st.tuples(st.just("remove"), st.sampled_from(TEXTS), st.just("")),
    ),
    min_size=1,
    max_size=12,
)


def read(resource: dict[str, Any], path: str) -> str:
    """The text at a path, "" for none."""
    for separator in (":", "."):
        parent, found, key = path.rpartition(separator)
        if found and (separator == "." or parent == ENTERPRISE):
            return resource.get(parent, {}).get(key, "")
    return resource.get(path, "")


@given(operations)
def test_any_run_of_operations_leaves_what_a_dictionary_of_paths_would_hold(steps):
    """The model: the last write of each path holds."""
    model = {path: read(ANN, path) for path in TEXTS}
    model |= {path: value for _, path, value in steps}
    result = apply(ANN, *(op(kind, path, value or None) for kind, path, value in steps))
    assert {path: read(result, path) for path in TEXTS} == model
    assert result["emails"] == ANN["emails"]
    assert not any(value in ({}, [], "") for value in result.values())


@given(operations)
def test_the_same_operations_twice_do_no_more_than_once(steps):
    """So a PATCH whose answer was lost can be sent again."""
    sent = [op(kind, path, value or None) for kind, path, value in steps]
    once = apply(ANN, *sent)
    assert apply(once, *sent) == once
