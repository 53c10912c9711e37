"""The connector `ldap` against a real slapd: the contract as far as it holds for LDAP, and what is LDAP's own."""

import ssl
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, ClassVar

import pytest
import trustme

from nameplate.errors import PermissionMissing, SignInRefused, Unavailable, UnexpectedAnswer, UnknownGroup
from nameplate.model import SourceUser
from nameplate.plugins import Page, Query, Record, Scope
from nameplate.testing import ConnectorContract, Request, Response
from nameplate.testing.running import pages, read, run

pytest.importorskip("ldap", reason="LDAP is not tested: python-ldap is not installed (pip install 'nameplate[ldap]')")

from support.slapd import ADMIN, BASE, PASSWORD, SLAPD, Slapd, group, ldif, person, running_slapd

if SLAPD is None:
    pytest.skip("LDAP is not tested: slapd is not installed (apt-get install slapd)", allow_module_level=True)

from nameplate_ldap import Ldap, LdapSettings

NOT_HTTP = "LDAP is not HTTP; the tests of a real server that is lost, slow or refuses stand beside this one"
EVERYTHING = frozenset({"*"})


@pytest.fixture(scope="module")
def slapd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Slapd]:
    """A server with twenty-five people, two of them visitors, and two groups."""
    with running_slapd(tmp_path_factory.mktemp("slapd") / "here") as server:
        staff = "".join(ldif(person(n)) for n in range(23))
        visitors = "".join(ldif(person(n), "ou=visitors") for n in (23, 24))
        server.add(staff + visitors + group("tokyo", ["person1", "person2"]) + group("lisbon", ["person2", "person3"]))
        yield server


@pytest.fixture
def settings(slapd: Slapd, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What signs in there."""
    return signing_in(slapd, monkeypatch)


def signing_in(server: Slapd, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Settings that sign in at a server."""
    monkeypatch.setenv("LDAP_PASSWORD", PASSWORD)
    return {
        "base_url": server.url,
        "bind_dn": ADMIN,
        "password": {"env": "LDAP_PASSWORD"},
        "base_dn": BASE,
        "page_size": 7,
        "attempts": 1,
        "timeout": 10,
    }


def everybody(settings: dict[str, Any]) -> list[SourceUser]:
    """Everybody that a live read gives."""
    people = run(read(Ldap, LdapSettings.model_validate(settings))).people
    return [one for one in people if isinstance(one, SourceUser)]


def found(settings: dict[str, Any], query: Query) -> list[Record]:
    """The records that a query gives."""

    async def work() -> list[Record]:
        async with Ldap(LdapSettings.model_validate(settings)) as connector:
            return [record async for page in pages(connector, query) for record in page.records]

    return run(work())


class TestLdap(ConnectorContract):
    """The contract; its people are put into the server before each check."""

    connector = Ldap
    secret = PASSWORD
    slapd: ClassVar[Slapd]
    not_applicable = dict.fromkeys(
        [
            *("401", "403", "429", "503", "a_dropped_connection", "a_page_again", "a_page_cut_off", "a_redirect"),
            *("a_page_of_another_shape", "a_page_that_is_not_json", "a_time_out", "cancellation"),
            *("secrets_are_not_repeated", "the_same_page_again"),
        ],
        NOT_HTTP,
    )

    @pytest.fixture(autouse=True, scope="class")
    @classmethod
    def _server(cls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
        with running_slapd(tmp_path_factory.mktemp("slapd") / "contract") as server:
            cls.slapd = server
            yield

    def settings(self, base_url: str) -> dict[str, Any]:
        secret = {"env": "LDAP_PASSWORD"}
        people = {"base_dn": f"ou=staff,{BASE}", "page_size": 7}
        return {"base_url": self.slapd.url, "bind_dn": ADMIN, "password": secret, **people}

    def record(self, n: int) -> Record:
        more = {"displayName": f"Person {n}", "title": "Engineer", "msDS-PhoneticLastName": "やまだ"}
        attributes = {name: [value] for name, value in person(n, **more).items()}
        return {
            "dn": f"uid=person{n},ou=staff,{BASE}",
            "objectClass": ["inetOrgPerson", "acmePerson"],
            **attributes,
            "entryUUID": [f"00000000-0000-4000-8000-{n:012}"],
        }

    def answer(self, request: Request, records: Sequence[Record]) -> Response:
        raise AssertionError(f"nothing is asked of a web server: {request}")

    def place(self, records: Sequence[Record]) -> None:
        self.slapd.replace("".join(as_ldif(record) for record in records))

    def broken(self, record: Record) -> Record:
        return {**record, "userAccountControl": [str(2**31)], "mail": ["m" * 10_001]}


def as_ldif(record: Record) -> str:
    """A record as an entry to add."""
    lines = [f"{name}: {value}" for name, values in record.items() if name != "dn" for value in values]
    return "\n".join([f"dn: {record['dn']}", *lines]) + "\n\n"


def test_everybody_is_read_in_pages(settings: dict[str, Any]):
    """People of every unit below base_dn are read, page by page."""
    reading = run(read(Ldap, LdapSettings.model_validate(settings)))
    assert len(reading.people) == 25
    assert (reading.status.pages, reading.status.complete) == (4, True)


def test_names_in_their_script(slapd: Slapd, settings: dict[str, Any]):
    """Phonetic names come from Active Directory's attributes and from OpenLDAP's options."""
    names = {"sn": "山田", "givenName": "太郎", "sn;lang-ja;phonetic": "ヤマダ", "msDS-PhoneticFirstName": "タロウ"}
    slapd.add(ldif(person(900, **names)))
    try:
        one = next(one for one in everybody(settings) if one.user_name == "person900")
    finally:
        slapd.delete(f"uid=person900,ou=staff,{BASE}")
    assert (one.family_name, one.given_name) == ("山田", "太郎")
    assert (one.phonetic_family_name, one.phonetic_given_name) == ("ヤマダ", "タロウ")
    assert one.org_unit == "/staff"


@pytest.mark.parametrize(("control", "active"), [("512", True), ("514", False)])
def test_a_disabled_account(slapd: Slapd, settings: dict[str, Any], control: str, active: bool):  # noqa: FBT001
    """`userAccountControl` says whether an account of Active Directory is active."""
    slapd.add(ldif(person(901, userAccountControl=control)))
    try:
        assert next(one for one in everybody(settings) if one.user_name == "person901").active is active
    finally:
        slapd.delete(f"uid=person901,ou=staff,{BASE}")


def test_scope(settings: dict[str, Any]):
    """Groups, a filter and organizational units choose who is read; nobody comes twice."""

    def names(scope: Scope) -> list[str]:
        return sorted(record["uid"][0] for record in found(settings, Query(EVERYTHING, scope)))

    assert names(Scope(("tokyo", "lisbon"))) == ["person1", "person2", "person3"]
    assert names(Scope((f"cn=lisbon,ou=groups,{BASE}",), {"filter": "uid=person2"})) == ["person2"]
    assert names(Scope((), {"org_units": f"ou=visitors,{BASE}"})) == ["person23", "person24"]
    units = [f"ou=visitors,{BASE}", f"ou=staff,{BASE}", BASE]
    assert len(names(Scope((), {"org_units": units}))) == 25


def test_members_are_ids_alone(settings: dict[str, Any]):
    """Members of a group come with nothing but what their id is read from."""
    records = found(settings, Query(EVERYTHING, group="tokyo"))
    assert len(records) == 2
    assert all(set(record) == {"dn", "entryUUID"} for record in records)


@pytest.mark.parametrize("name", ["osaka", f"cn=osaka,ou=groups,{BASE}", "*", "tok(yo"])
def test_an_unknown_group(settings: dict[str, Any], name: str):
    """A group that is not there is an error; signs of the filter language in a name are only signs."""
    with pytest.raises(UnknownGroup):
        found(settings, Query(EVERYTHING, Scope((name,))))


def test_only_what_is_selected_is_asked_for(settings: dict[str, Any]):
    """An entry comes with the selected attributes, by every spelling that fields and paths have."""
    record = found(settings, Query(frozenset({"givenname[0]", "entryUUID[0]"})))[0]
    assert set(record) == {"dn", "givenName", "givenname", "entryUUID"}


def test_a_wrong_password(settings: dict[str, Any], monkeypatch: pytest.MonkeyPatch):
    """Wrong credentials are SignInRefused, and the password is not shown."""
    monkeypatch.setenv("LDAP_PASSWORD", "wrong-password")
    with pytest.raises(SignInRefused) as refused:
        everybody(settings)
    assert "wrong-password" not in str(refused.value)


@pytest.mark.parametrize(("wrong", "words"), [({"base_dn": "dc=nowhere"}, "base_dn"), ({"people": "(uid=*"}, "filter")])
def test_wrong_settings(settings: dict[str, Any], wrong: dict[str, str], words: str):
    """A base that is not there and a filter that is none are errors that say what to correct."""
    with pytest.raises(UnexpectedAnswer, match=words):
        everybody({**settings, **wrong})


def test_a_size_limit_is_no_short_list(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A server that gives no more than ten people is refused, with ten people read."""
    with running_slapd(tmp_path / "limited", limits="limits users size.prtotal=10") as server:
        server.add("".join(ldif(person(n, userPassword="limited")) for n in range(25)))
        given = signing_in(server, monkeypatch) | {"bind_dn": f"uid=person0,ou=staff,{BASE}"}
        monkeypatch.setenv("LDAP_PASSWORD", "limited")
        with pytest.raises(UnexpectedAnswer, match="part of the people"):
            everybody(given)


def test_a_reader_without_rights(slapd: Slapd, settings: dict[str, Any], monkeypatch: pytest.MonkeyPatch):
    """Who may see nothing gets an error, and not an empty list."""
    slapd.add(ldif({**person(902), "uid": "nobody", "userPassword": "nothing-to-see"}))
    monkeypatch.setenv("LDAP_PASSWORD", "nothing-to-see")
    try:
        with pytest.raises((PermissionMissing, UnexpectedAnswer)):
            everybody({**settings, "bind_dn": f"uid=nobody,ou=staff,{BASE}"})
    finally:
        slapd.delete(f"uid=nobody,ou=staff,{BASE}")


def test_a_server_that_is_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A server that dies between two pages is an error; before the first it may be tried again."""
    with running_slapd(tmp_path / "lost") as server:
        server.add("".join(ldif(person(n)) for n in range(25)))
        given = LdapSettings.model_validate(signing_in(server, monkeypatch))

        async def lose() -> Page:
            async with Ldap(given) as connector:
                query = Query(EVERYTHING)
                first = await connector.fetch(query, None)
                server.stop()
                return await connector.fetch(query, first.next)

        with pytest.raises(UnexpectedAnswer, match="from the beginning"):
            run(lose())
        with pytest.raises(Unavailable):
            run(read(Ldap, given))


def test_a_server_that_is_slow(slapd: Slapd, settings: dict[str, Any]):
    """A server that says nothing is Unavailable once `timeout` is over, and a read can be cancelled meanwhile."""
    slapd.pause()
    try:
        started = time.monotonic()
        with pytest.raises(Unavailable):
            everybody({**settings, "timeout": 1})
        assert time.monotonic() - started < 10
    finally:
        slapd.resume()


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Path]:
    """An authority's certificate, and a server's with its key."""
    folder = tmp_path_factory.mktemp("tls")
    authority, paths = trustme.CA(), (folder / "ca.pem", folder / "cert.pem", folder / "key.pem")
    issued = authority.issue_cert("127.0.0.1", "localhost")
    authority.cert_pem.write_to_path(str(paths[0]))
    issued.cert_chain_pems[0].write_to_path(str(paths[1]))
    issued.private_key_pem.write_to_path(str(paths[2]))
    return paths


def test_start_tls(tmp_path: Path, certificates: tuple[Path, Path, Path], monkeypatch: pytest.MonkeyPatch):
    """StartTLS encrypts before anything is said; a certificate that is not trusted is refused."""
    limits = "security simple_bind=128"
    with running_slapd(tmp_path / "tls", certificates, limits) as server:
        given = signing_in(server, monkeypatch) | {"start_tls": True, "ca_bundle": certificates[0]}
        server.add("".join(ldif(person(n)) for n in range(3)))
        assert len(everybody(given)) == 3
        with pytest.raises(SignInRefused, match="start_tls"):
            everybody({**given, "start_tls": False})
        with pytest.raises((UnexpectedAnswer, Unavailable), match=r"certificate|TLS|Connect"):
            everybody({**given, "ca_bundle": ssl.get_default_verify_paths().cafile})


@pytest.mark.parametrize(
    "wrong",
    [
        {"base_url": "http://ldap.acme.example"},
        {"base_url": "ldaps://ldap.acme.example", "start_tls": True},
        {"bind_dn": "cn=reader", "password": None},
        {"base_dn": ""},
    ],
)
def test_settings_are_checked(settings: dict[str, Any], wrong: dict[str, Any]):
    """Another scheme, TLS within TLS, a reader without a password: refused before anything is sent."""
    with pytest.raises(ValueError, match="validation error"):
        LdapSettings.model_validate({**settings, **wrong})
