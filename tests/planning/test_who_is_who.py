"""semantics: who is who."""

import pytest
from msgspec.structs import replace

from nameplate.model import Action, BadRecord
from nameplate.planning import correlate as correlate_module
from nameplate.planning.marks import odd_rows
from support.planning_apply import apply_plan
from support.planning_parts import StandInMapper, account, codes, configuration, make_plan, person, rows


def test_the_source_id_is_the_external_id_verbatim():
    """A creation sends the source's id as it is, as externalId."""
    plan = make_plan([person("00U a/Ä", "a@acme.example")], [])
    assert plan.changes[0].action is Action.CREATE
    assert rows(plan.changes[0])["externalId"] == ("", "00U a/Ä")


def test_external_ids_compare_exactly():
    """An id that differs only in case is another person's."""
    plan = make_plan([person("ABC", "new@acme.example")], [account("a1", "abc", "old@acme.example")])
    assert plan.of("ABC").action is Action.CREATE
    assert codes(plan.account("a1")) == ["NP510"]


def test_a_person_whose_address_changed_is_an_update():
    """ExternalId comes first, so a new address doesn't make a second account."""
    plan = make_plan(
        [person("1", "new@acme.example")], [account("a1", "1", "old@acme.example", display_name="Person 1")]
    )
    assert plan.summary["create"] == 0
    assert rows(plan.of("1")) == {
        "userName": ("old@acme.example", "new@acme.example"),
        "emails": ("old@acme.example", "new@acme.example"),
    }


@pytest.mark.parametrize("held", ["TARO@acme.example", "taro@ACME.example", "taro@acme.example"])
def test_an_account_without_external_id_is_adopted_by_user_name(held):
    """The mapped user name, in any case, finds it; the update shows externalId, and a note says so."""
    plan = make_plan([person("1", "taro@acme.example")], [account("a1", "", held, display_name="Person 1")])
    change = plan.of("1")
    assert (change.action, change.account_id) == (Action.UPDATE, "a1")
    assert rows(change) == {"externalId": ("", "1")}
    assert codes(change) == ["NP515"]


def test_the_user_name_is_asked_before_the_address():
    """Of two free accounts the one with the user name is the person's; the other's address is then held."""
    plan = make_plan(
        [person("1", "taro@acme.example", email="t@acme.example")],
        [
            account("a1", "", "other", email="t@acme.example"),
            account("a2", "", "taro@acme.example", email="x@acme.example"),
        ],
    )
    assert plan.of("1").account_id == "a2"
    assert codes(plan.of("1")) == ["NP515", "NP504"]


def test_an_account_is_adopted_by_address_where_no_user_name_matches():
    """The mapped e-mail comes third."""
    plan = make_plan([person("1", "taro", email="T@acme.example")], [account("a1", "", "old", email="t@acme.example")])
    assert rows(plan.of("1")) == {
        "externalId": ("", "1"),
        "userName": ("old", "taro"),
        "displayName": ("Person a1", "Person 1"),
    }


def test_an_account_of_another_source_is_not_adopted():
    """Another externalId blocks the person: a recycled address, or another tool."""
    plan = make_plan([person("1", "a@acme.example")], [account("a1", "other", "a@acme.example")])
    assert plan.of("1").action is Action.BLOCKED
    assert codes(plan.of("1")) == ["NP503"]
    assert len(plan.changes) == 1


def test_adopt_any_takes_an_account_of_another_source():
    """The directory can say that other externalIds don't matter."""
    config = configuration({"main": {"adopt": "any"}})
    plan = make_plan(
        [person("1", "a@acme.example")],
        [account("a1", "other", "a@acme.example", display_name="Person 1")],
        config=config,
    )
    assert rows(plan.of("1")) == {"externalId": ("other", "1")}


def test_an_account_that_is_somebodys_by_id_is_not_adopted():
    """Only accounts that nobody's id claims are looked at; the address is then held by another."""
    plan = make_plan(
        [person("1", "one@acme.example"), person("2", "taro@acme.example")],
        [account("a1", "1", "taro@acme.example", email="x@acme.example")],
        config=configuration({"main": {"actions": ["create"]}}),
    )
    assert codes(plan.of("2")) == ["NP504"]


def test_an_inactive_account_is_adopted_and_reactivated():
    """Adoption of an inactive account shows externalId in the reactivation."""
    plan = make_plan([person("1", "a")], [account("a1", "", "a", active=False, display_name="Person 1")])
    assert plan.of("1").action is Action.REACTIVATE
    assert rows(plan.of("1")) == {"externalId": ("", "1"), "active": ("false", "true")}


def test_the_only_active_of_two_people_has_the_account():
    """With one mapped user name and one active of them, the other is unchanged with a note that names the winner."""
    plan = make_plan(
        [person("old", "a@acme.example", active=False), person("new", "a@acme.example", person="Ann New")],
        [account("a1", "new", "a@acme.example", display_name="Person new")],
    )
    assert plan.summary["unchanged"] == 2
    assert codes(plan.of("old")) == ["NP502"]
    assert "Ann New" in plan.of("old").findings[0].message


def test_the_active_person_takes_the_account_of_the_inactive_one():
    """Somebody rehired under a new id takes over the account of the old record rather than being locked out."""
    plan = make_plan(
        [person("old", "a@acme.example", active=False), person("new", "a@acme.example")],
        [account("a1", "old", "a@acme.example", display_name="Person new")],
    )
    assert plan.of("new").action is Action.UPDATE
    assert rows(plan.of("new")) == {"externalId": ("old", "new")}
    assert plan.of("old").action is Action.UNCHANGED
    assert plan.summary["deactivate"] == 0


def test_an_inactive_person_with_an_account_of_their_own_is_deactivated_all_the_same():
    """Losing a user name to an active person does not keep access to another account."""
    plan = make_plan(
        [person("old", "a@acme.example", active=False), person("new", "a@acme.example")],
        [
            account("a1", "old", "x@acme.example"),
            account("a2", "new", "a@acme.example", display_name="Person new"),
        ],
    )
    assert plan.of("old").action is Action.DEACTIVATE
    assert plan.of("old").account_id == "a1"


@pytest.mark.parametrize("shared", [{"user_name": "x", "email": None}, {"user_name": None, "email": "x@acme.example"}])
def test_several_active_people_are_all_blocked(shared):
    """One mapped user name or e-mail for several active people blocks them all, and names everyone concerned."""
    people = []
    for source_id in ("1", "2", "3"):
        values = {key: value or f"{source_id}@acme.example" for key, value in shared.items()}
        people.append(person(source_id, values["user_name"], email=values["email"], person=f"Person {source_id}"))
    plan = make_plan(people, [account("a1", "1", **{key: value for key, value in shared.items() if value})])
    assert plan.summary["blocked"] == 3
    for change in plan.changes:
        assert codes(change) == ["NP501"]
        assert all(f"Person {number}" in change.findings[0].message for number in (1, 2, 3))


def test_precedence_decides_between_active_people():
    """The connection that comes first in the directory's precedence has the account; the others are unchanged."""
    config = configuration(
        {"main": {"precedence": ["entra", "google"]}},
        {"google": {"directory": "main"}, "entra": {"directory": "main"}, "okta": {"directory": "main"}},
    )
    people = {
        "google": [person("g", "a@acme.example")],
        "entra": [person("e", "a@acme.example")],
        "okta": [person("o", "a@acme.example")],
    }
    plan = make_plan(people, [account("a1", "g", "a@acme.example", display_name="Person e")], config=config)
    assert rows(plan.of("e")) == {"externalId": ("g", "e")}
    assert [codes(plan.of(other)) for other in ("g", "o")] == [["NP502"], ["NP502"]]


def test_precedence_that_ends_in_a_tie_blocks():
    """Two active people of the same first connection are both blocked."""
    config = configuration({"main": {"precedence": ["okta"]}})
    plan = make_plan([person("1", "x"), person("2", "x")], [], config=config)
    assert plan.summary["blocked"] == 2


def test_people_with_one_id_are_told_apart_likewise():
    """The same source id in two connections: the only active record has the account."""
    config = configuration(None, {"okta": {"directory": "main"}, "entra": {"directory": "main"}})
    plan = make_plan(
        {"okta": [person("1", "a")], "entra": [person("1", "b", active=False)]},
        [account("a1", "1", "a")],
        config=config,
    )
    assert plan.summary == dict.fromkeys(plan.summary, 0) | {"unchanged": 2}
    assert [codes(change) for change in plan.changes] == [["NP502"]]


def test_people_with_one_id_who_are_all_active_are_blocked():
    """The same source id twice, both active, is nobody's account."""
    config = configuration(None, {"okta": {"directory": "main"}, "entra": {"directory": "main"}})
    plan = make_plan(
        {"okta": [person("1", "a")], "entra": [person("1", "b")]}, [account("a1", "1", "a")], config=config
    )
    assert [codes(change) for change in plan.changes] == [["NP501"], ["NP501"]]


def test_several_accounts_with_one_id_block_the_person():
    """Nobody can tell which of them is meant."""
    plan = make_plan([person("1", "x")], [account("a1", "1", "a"), account("a2", "1", "b")])
    assert codes(plan.of("1")) == ["NP516"]
    assert len(plan.changes) == 1


def test_the_user_name_decides_between_accounts_with_one_id():
    """The account that has the mapped user name is the person's; the other is only reported."""
    plan = make_plan(
        [person("1", "b", display_name="New")],
        [account("a1", "1", "a"), account("a2", "1", "B")],
        config=configuration({"main": {"unmatched": "deactivate"}}),
    )
    assert plan.of("1").account_id == "a2"
    assert plan.of("1").action is Action.UPDATE
    assert codes(plan.account("a1")) == ["NP516"]
    assert plan.account("a1").action is Action.UNCHANGED


def test_several_accounts_with_one_address_block_the_person():
    """Two free accounts that answer to one person are not chosen between."""
    plan = make_plan(
        [person("1", "x", email="s@acme.example")],
        [account(f"a{n}", "", f"n{n}", email="S@acme.example") for n in (1, 2)],
    )
    assert codes(plan.of("1")) == ["NP516"]


def test_an_address_that_another_account_holds_blocks():
    """A conflict is found at preview rather than as a 409, and names the holder."""
    plan = make_plan(
        [person("1", "taken@acme.example"), person("2", "taken2@acme.example")],
        [
            account("a1", "1", "one@acme.example"),
            account("a9", "x", "elsewhere", email="Taken@acme.example", display_name="Some Holder"),
            account("a8", "y", "taken2@acme.example"),
        ],
    )
    assert codes(plan.of("1")) == ["NP504"]
    assert "Some Holder" in plan.of("1").findings[0].message
    assert codes(plan.of("2")) == ["NP503"]


def test_a_chain_of_addresses_is_ordered():
    """A takes B's address and B takes C's: C goes first, then B, then A, each waiting for the one before."""
    plan = make_plan(
        [person("A", "b"), person("B", "c"), person("C", "d")],
        [account("a1", "A", "a"), account("a2", "B", "b"), account("a3", "C", "c")],
    )
    assert [change.source_id for change in plan.changes] == ["C", "B", "A"]
    first, second, third = plan.changes
    assert (first.needs, second.needs, third.needs) == ((), (first.id,), (second.id,))


def test_a_cycle_of_addresses_is_blocked():
    """Two people who swap user names are blocked, and so is whoever waits for one of them."""
    plan = make_plan(
        [person("A", "b", email="new"), person("B", "a", email="b"), person("C", "c", email="a")],
        [account("a1", "A", "a"), account("a2", "B", "b"), account("a3", "C", "c")],
    )
    assert [codes(plan.of(source_id)) for source_id in "ABC"] == [["NP505"]] * 3
    assert plan.summary["blocked"] == 3


def test_who_depends_on_a_blocked_change_is_blocked():
    """The holder of the address would release it, but is blocked."""
    plan = make_plan(
        [person("A", "b@acme.example"), person("B", "c@elsewhere.example")],
        [account("a1", "A", "a@acme.example"), account("a2", "B", "b@acme.example")],
        config=configuration(organization={"verified_domains": ["acme.example"], "sso_name_claims": "removed"}),
    )
    assert codes(plan.of("B")) == ["NP506"]
    assert codes(plan.of("A")) == ["NP504"]


def test_leaving_the_verified_domains_is_blocked():
    """From a verified domain to an unverified one Atlassian breaks the link; a subdomain is its own domain."""
    config = configuration(organization={"verified_domains": ["Acme.example"], "sso_name_claims": "removed"})
    plan = make_plan(
        [
            person("1", "one", email="one@sub.acme.example"),
            person("2", "two", email="two@other.example"),
            person("3", "three", email="three@ACME.example"),
        ],
        [
            account("a1", "1", "one", email="one@acme.example"),
            account("a2", "2", "two", email="two@elsewhere.example"),
            account("a3", "3", "three", email="3@acme.example"),
        ],
        config=config,
    )
    assert codes(plan.of("1")) == ["NP506"]
    assert plan.of("1").action is Action.BLOCKED
    assert plan.of("2").action is plan.of("3").action is Action.UPDATE


def test_creating_somebody_at_an_unverified_domain_is_a_warning():
    """The account is created all the same."""
    config = configuration(organization={"verified_domains": ["acme.example"], "sso_name_claims": "removed"})
    plan = make_plan([person("1", "one@other.example")], [], config=config)
    assert codes(plan.of("1")) == ["NP507"]
    assert plan.of("1").action is Action.CREATE


def test_a_creation_needs_a_user_name_and_an_address():
    """Kept or refused values can't create an account."""
    plan = make_plan([person("1", "one", email=None)], [])
    assert codes(plan.of("1")) == ["NP401"]
    assert plan.of("1").action is Action.BLOCKED


def test_a_creation_omits_what_is_kept_or_empty():
    """Only values are sent; active is left out where the record doesn't say."""
    plan = make_plan([person("1", "one@acme.example", active=None, job_title="", department=None)], [])
    assert set(rows(plan.of("1"))) == {"externalId", "userName", "emails", "displayName"}


def test_a_record_without_an_id_matches_nobody_by_id():
    """An empty id is no id, though there are accounts without an externalId."""
    bad = BadRecord("", (), "", "", "No Id")
    plan = make_plan([bad], [account("a1", "", "somebody")])
    assert plan.changes[0].action is Action.BLOCKED
    assert codes(plan.account("a1")) == ["NP510"]


MAPPER = StandInMapper(frozenset({"user_name", "email", "display_name", "active"}))
"""Manages what is mapped for everybody here, so that whoever is unchanged is just as their account is."""


def unchanged(*people):
    """Accounts that hold just what these people should."""
    return apply_plan(make_plan(list(people), [], mapper=MAPPER).changes, [])


def test_pairs_are_set_aside(monkeypatch):
    """Of forty people whose accounts are as they should be but for one, nobody else is looked at."""
    some = [person(f"o{number}", f"o{number}@acme.example") for number in range(40)]
    held = unchanged(*some)
    odd = []
    monkeypatch.setattr(correlate_module, "odd_rows", lambda *marks: odd.append(odd_rows(*marks)) or odd[0])
    plan = make_plan([*some[:-1], person("o39", "o39@acme.example", display_name="New")], held, mapper=MAPPER)
    assert [len(numbers) for numbers in odd[0]] == [1, 1]
    assert (plan.summary["unchanged"], plan.summary["update"]) == (39, 1)


@pytest.mark.parametrize("precedence", [["okta"], ["entra"]])
def test_somebody_else_with_the_id_of_a_pair_is_seen(precedence):
    """Two connections have one id: whoever precedes has the account, though the other's values are in it."""
    okta, entra = person("1", "a@acme.example"), person("1", "a@acme.example", display_name="Other")
    config = configuration(
        {"main": {"precedence": precedence}}, {"okta": {"directory": "main"}, "entra": {"directory": "main"}}
    )
    plan = make_plan({"okta": [okta], "entra": [entra]}, unchanged(okta), config=config, mapper=MAPPER)
    actions = {change.connection: change.action for change in plan.changes if change.connection}
    assert Action.CREATE not in actions.values()
    assert plan.summary["update"] == (precedence == ["entra"])
    loser = next(change for change in plan.changes if change.connection != precedence[0])
    assert codes(loser) == ["NP502"]


@pytest.mark.parametrize("others", [0, 40])
def test_pairs_that_have_one_id_are_seen(others):
    """Two people, of two connections, and two accounts have one id, and each pair agrees in everything else."""
    okta, entra = person("1", "a@acme.example"), person("1", "b@acme.example")
    plain = [person(f"o{number}", f"o{number}@acme.example") for number in range(others)]
    config = configuration(None, {"okta": {"directory": "main"}, "entra": {"directory": "main"}})
    held = [*unchanged(*plain), *unchanged(okta), *(replace(one, id="b1") for one in unchanged(entra))]
    plan = make_plan({"okta": [*plain, okta], "entra": [entra]}, held, config=config, mapper=MAPPER)
    assert [codes(change) for change in plan.changes] == [["NP516"], ["NP516"]]
    assert plan.summary["unchanged"] == others


def test_another_account_with_the_external_id_of_a_pair_is_seen():
    """The person's own values are in one of two accounts with their id: the user name decides, and a remark is made."""
    one = person("1", "a@acme.example")
    plan = make_plan([one], [*unchanged(one), account("a2", "1", "b@acme.example")], mapper=MAPPER)
    assert codes(plan.account("a2")) == ["NP516"]
    assert plan.summary["create"] == 0
