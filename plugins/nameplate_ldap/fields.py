"""Where a person's fields stand in an LDAP entry.

A record has the entry's `dn` and its attributes, each a list of texts. Active Directory keeps phonetic names in
attributes of its own (`msDS-PhoneticLastName`), other servers under the option `;lang-ja;phonetic` (RFC 2798 §9).
"""

import re
from collections.abc import Mapping
from typing import Any

from nameplate.plugins import Field, country_code

DISABLED = 0x2
"""The bit ACCOUNTDISABLE of Active Directory's `userAccountControl`."""


def is_active(control: Any, guid: Any, lock: Any, locked_time: Any) -> bool | None:
    """Whether an account is active, by whichever server's attribute; None where Active Directory doesn't say.

    A server without such attributes has no accounts that are switched off, only entries that are gone.
    """
    if control is not None:
        return not int(control) & DISABLED
    if guid is not None:
        return None
    if lock is not None:
        return str(lock).casefold() != "true"
    return bool(
        locked_time != "000001010000Z"
    )  # locked for good; any other time is a lock that passes (RFC draft ppolicy)


def unit_path(dn: Any) -> str:
    """Where an entry stands, as the path that regions match: OU=Staff,OU=Tokyo,DC=acme is `/Tokyo/Staff`."""
    parts = [part.partition("=") for part in re.split(r"(?<!\\),", str(dn))]
    units = [name.strip() for kind, _, name in parts if kind.strip().casefold() == "ou"]
    return "".join(f"/{name}" for name in reversed(units))


FIELDS: Mapping[str, Field] = {
    "id": Field("objectGUID[0]", "entryUUID[0]", "nsUniqueId[0]"),
    "user_name": Field("userPrincipalName[0]", "uid[0]", "sAMAccountName[0]"),
    "email": Field("mail[0]"),
    "given_name": Field("givenName[0]"),
    "family_name": Field("sn[0]"),
    "middle_name": Field("middleName[0]"),
    "display_name": Field("displayName[0]", "cn[0]"),
    "phonetic_given_name": Field("msDS-PhoneticFirstName[0]", "givenName;lang-ja;phonetic[0]"),
    "phonetic_family_name": Field("msDS-PhoneticLastName[0]", "sn;lang-ja;phonetic[0]"),
    "honorific_prefix": Field("personalTitle[0]"),
    "honorific_suffix": Field("generationQualifier[0]"),
    "title": Field("title[0]"),
    "department": Field("department[0]", "departmentNumber[0]"),
    "organization": Field("company[0]", "o[0]"),
    "division": Field("division[0]"),
    "office": Field("physicalDeliveryOfficeName[0]", "roomNumber[0]"),
    "city": Field("l[0]"),
    "state": Field("st[0]"),
    "country": Field("c[0]", "co[0]", convert=country_code, warns="NP306"),
    "preferred_language": Field("preferredLanguage[0]"),
    "manager": Field("manager[0]"),
    "employee_id": Field("employeeID[0]", "employeeNumber[0]"),
    "employee_type": Field("employeeType[0]"),
    "phone": Field("telephoneNumber[0]"),
    "mobile": Field("mobile[0]"),
    "org_unit": Field("dn", convert=unit_path),
    "active": Field(
        "userAccountControl[0]",
        "objectGUID[0]",
        "nsAccountLock[0]",
        "pwdAccountLockedTime[0]",
        convert=is_active,
        together=True,
    ),
}
"""`SourceUser` field → its place; `manager` is the manager's distinguished name."""
