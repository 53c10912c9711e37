"""A real slapd with a configuration, a database and a free port of its own, for as long as a test needs it."""

import io
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ldap
import ldap.controls
import ldif as ldif_format

SLAPD = shutil.which("slapd", path="/usr/sbin:/usr/libexec:/usr/local/libexec:/usr/bin")
"""Where slapd is, or None."""
BASE = "dc=acme,dc=example"
ADMIN, PASSWORD = f"cn=reader,{BASE}", "slapd-reader-5f0c3a"
MODULES = Path("/usr/lib/ldap")

ATTRIBUTES = """
attributetype ( 1.2.840.113556.1.4.1465942 NAME 'msDS-PhoneticFirstName' EQUALITY caseIgnoreMatch
  SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 SINGLE-VALUE )
attributetype ( 1.2.840.113556.1.4.1465943 NAME 'msDS-PhoneticLastName' EQUALITY caseIgnoreMatch
  SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 SINGLE-VALUE )
attributetype ( 1.2.840.113556.1.4.8 NAME 'userAccountControl' EQUALITY integerMatch
  SYNTAX 1.3.6.1.4.1.1466.115.121.1.27 SINGLE-VALUE )
objectclass ( 1.3.6.1.4.1.32473.1.1 NAME 'acmePerson' SUP top AUXILIARY
  MAY ( msDS-PhoneticFirstName $ msDS-PhoneticLastName $ userAccountControl $ c ) )
"""
"""Attributes of Active Directory, in a class for people of ours (32473 is the number for examples, RFC 5612)."""


@dataclass(frozen=True)
class Slapd:
    """A server that is running."""

    url: str
    folder: Path
    process: "subprocess.Popen[bytes]"
    authority: Path | None = None

    def stop(self) -> None:
        """End the server, as a crash would."""
        self.process.kill()
        self.process.wait(10)

    def pause(self) -> None:
        """Let the server answer nothing until `resume`."""
        self.process.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Let it go on."""
        self.process.send_signal(signal.SIGCONT)

    def replace(self, entries: str) -> None:
        """Let there be these people and no others; ids may be given."""
        with self._signed_in() as connection:
            found = connection.search_s(f"ou=staff,{BASE}", ldap.SCOPE_ONELEVEL, attrlist=["1.1"])
            for dn, _ in found:
                connection.delete_s(dn)
            add_all(connection, entries)

    def add(self, entries: str) -> None:
        """Add entries, given as LDIF."""
        with self._signed_in() as connection:
            add_all(connection, entries)

    def delete(self, name: str) -> None:
        """Delete an entry by its distinguished name."""
        with self._signed_in() as connection:
            connection.delete_s(name)

    @contextmanager
    def _signed_in(self) -> Iterator[Any]:
        connection = ldap.initialize(self.url)
        if self.authority is not None:
            connection.set_option(ldap.OPT_X_TLS_CACERTFILE, str(self.authority))
            connection.set_option(ldap.OPT_X_TLS_NEWCTX, 0)
            connection.start_tls_s()
        connection.simple_bind_s(ADMIN, PASSWORD)
        try:
            yield connection
        finally:
            connection.unbind_s()


def add_all(connection: Any, entries: str) -> None:
    """Add entries; the server's own attributes, such as ids, may be among them (the relax control)."""
    relax = ldap.controls.LDAPControl("1.3.6.1.4.1.4203.666.5.12", criticality=True)
    records = ldif_format.LDIFRecordList(io.StringIO(entries))
    records.parse()
    for dn, attributes in records.all_records:
        connection.add_ext_s(dn, list(attributes.items()), serverctrls=[relax])


def person(n: int, **more: str) -> Mapping[str, str]:
    """The attributes of a person."""
    return {
        "uid": f"person{n}",
        "cn": f"Person {n}",
        "sn": f"Family{n}",
        "givenName": f"Given{n}",
        "mail": f"person{n}@acme.example",
        **more,
    }


def ldif(attributes: Mapping[str, str], unit: str = "ou=staff") -> str:
    """A person as LDIF."""
    lines = [f"dn: uid={attributes['uid']},{unit},{BASE}", "objectClass: inetOrgPerson", "objectClass: acmePerson"]
    return "\n".join([*lines, *(f"{name}: {value}" for name, value in attributes.items())]) + "\n\n"


def group(name: str, members: Sequence[str]) -> str:
    """A group as LDIF."""
    lines = [f"dn: cn={name},ou=groups,{BASE}", "objectClass: groupOfNames", f"cn: {name}"]
    return "\n".join([*lines, *(f"member: uid={member},ou=staff,{BASE}" for member in members)]) + "\n\n"


TREE = f"""dn: {BASE}
objectClass: dcObject
objectClass: organization
o: Acme

dn: ou=staff,{BASE}
objectClass: organizationalUnit

dn: ou=visitors,{BASE}
objectClass: organizationalUnit

dn: ou=groups,{BASE}
objectClass: organizationalUnit

"""


def configuration(folder: Path, certificate: tuple[Path, Path, Path] | None, limits: str) -> str:
    """slapd.conf."""
    schemas = "\n".join(f"include /etc/ldap/schema/{name}.schema" for name in ("core", "cosine", "inetorgperson"))
    tls = ""
    if certificate is not None:
        tls = "\n".join(
            f"{key} {path}"
            for key, path in zip(
                ("TLSCACertificateFile", "TLSCertificateFile", "TLSCertificateKeyFile"), certificate, strict=True
            )
        )
    return f"""{schemas}
include {folder}/acme.schema
attributeoptions lang- phonetic
pidfile {folder}/slapd.pid
modulepath {MODULES}
moduleload back_mdb
moduleload memberof
{tls}
database mdb
maxsize 268435456
suffix "{BASE}"
rootdn "{ADMIN}"
rootpw {PASSWORD}
directory {folder}/data
dbnosync
{limits}
access to attrs=userPassword by anonymous auth by * none
access to * by dn.base="uid=nobody,ou=staff,{BASE}" none by * read
overlay memberof
memberof-refint true
"""


@contextmanager
def running_slapd(
    folder: Path, certificate: tuple[Path, Path, Path] | None = None, limits: str = ""
) -> Iterator[Slapd]:
    """A slapd on 127.0.0.1 with the tree and nobody in it."""
    (folder / "data").mkdir(parents=True)
    (folder / "acme.schema").write_text(ATTRIBUTES.lstrip())
    (folder / "slapd.conf").write_text(configuration(folder, certificate, limits))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = f"ldap://127.0.0.1:{port}"
    command = [str(SLAPD), "-f", str(folder / "slapd.conf"), "-h", url, "-d", "0"]
    with (folder / "log").open("wb") as log, subprocess.Popen(command, stdout=log, stderr=log) as process:
        try:
            wait_for(port, process, folder)
            server = Slapd(url, folder, process, certificate[0] if certificate else None)
            server.add(TREE)
            yield server
        finally:
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(10)
            process.kill()


def wait_for(port: int, process: "subprocess.Popen[bytes]", folder: Path) -> None:
    """Wait until the server takes connections."""
    for _ in range(200):
        assert process.poll() is None, (folder / "log").read_text()
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    raise AssertionError("slapd does not start")
