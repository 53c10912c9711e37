"""Where a person's fields stand in a record, and which headings say them without being told.

A record is `{"id": …, "family_name": …, "row": {heading: text}}`: the fields that columns were found for, and the
whole row by its headings.
"""

import re
from collections.abc import Mapping
from typing import Any

from nameplate.model import TEXT_FIELDS
from nameplate.plugins import Field, RecordError, country_code


def activity(problem: Any, active: Any) -> Any:
    """The cell `active` as the settings read it; a row whose cells don't fit the headings blocks the person."""
    if problem:
        raise RecordError(str(problem))
    if isinstance(active, str):
        raise RecordError(
            f"{active!r} says neither active nor inactive",
            code="NP305",
            remedy="Add it to `active` or `inactive` in the settings.",
        )
    return active


FIELDS: Mapping[str, Field] = {
    **{name: Field(name) for name in TEXT_FIELDS},
    "country": Field("country", convert=country_code, warns="NP306"),
    "active": Field("problem", "active", convert=activity, together=True),
}
"""`SourceUser` field → its place; `active` also says whether the row fits the headings."""

ALIASES: Mapping[str, str] = {
    "username": "user_name",
    "login": "user_name",
    "userprincipalname": "user_name",
    "mail": "email",
    "emailaddress": "email",
    "workemail": "email",
    "メールアドレス": "email",
    "firstname": "given_name",
    "forename": "given_name",
    "名": "given_name",
    "lastname": "family_name",
    "surname": "family_name",
    "姓": "family_name",
    "fullname": "display_name",
    "氏名": "display_name",
    "セイ": "phonetic_family_name",
    "姓カナ": "phonetic_family_name",
    "メイ": "phonetic_given_name",
    "名カナ": "phonetic_given_name",
    "jobtitle": "title",
    "役職": "title",
    "部署": "department",
    "company": "organization",
    "会社": "organization",
    "employeenumber": "employee_id",
    "staffid": "employee_id",
    "personnelnumber": "employee_id",
    "社員番号": "employee_id",
    "location": "office",
    "language": "preferred_language",
    "enabled": "active",
    "status": "active",
}
"""Headings of common exports, folded, → field."""

NAMES = {name.replace("_", ""): name for name in (*TEXT_FIELDS, "active")}


def field_of(heading: str) -> str:
    """The field that a heading names (`Given name`, `E-mail`, 姓), or ""."""
    folded = re.sub(r"[\W_]+", "", heading).casefold()
    return NAMES.get(folded) or ALIASES.get(folded, "")
