"""Where a person's fields stand in a Directory API `user`."""

from collections.abc import Mapping

from nameplate.plugins import Field, RecordError, country_code


def is_active(suspended: object, archived: object) -> bool | None:
    """Neither suspended nor archived; None where the record says nothing of either, and one is enough to say.

    Raises:
        RecordError: A value is neither true nor false.
    """
    for name, value in (("suspended", suspended), ("archived", archived)):
        if value is not None and not isinstance(value, bool):
            raise RecordError(f"expected true or false as {name}")
    return None if suspended is None and archived is None else not (suspended or archived)


FIELDS: Mapping[str, Field] = {
    "id": Field("id"),
    "user_name": Field("primaryEmail"),
    "email": Field("primaryEmail"),
    "given_name": Field("name.givenName"),
    "family_name": Field("name.familyName"),
    "display_name": Field("name.displayName", "name.fullName"),
    "title": Field("organizations[primary].title"),
    "department": Field("organizations[primary].department"),
    "organization": Field("organizations[primary].name"),
    "cost_center": Field("organizations[primary].costCenter"),
    "office": Field("locations[type=desk].buildingId", "locations[0].buildingId"),
    "city": Field("addresses[type=work].locality", "addresses[primary].locality"),
    "state": Field("addresses[type=work].region", "addresses[primary].region"),
    "country": Field(
        "addresses[type=work].countryCode",
        "addresses[type=work].country",
        "addresses[primary].countryCode",
        "addresses[primary].country",
        convert=country_code,
        warns="NP306",
    ),
    "preferred_language": Field("languages[preference=preferred].languageCode", "languages[0].languageCode"),
    "manager": Field("relations[type=manager].value"),
    "employee_id": Field("externalIds[type=organization].value"),
    "employee_type": Field("organizations[primary].description"),
    "phone": Field("phones[type=work].value", "phones[primary=true].value"),
    "mobile": Field("phones[type=mobile].value", "phones[type=work_mobile].value"),
    "org_unit": Field("orgUnitPath"),
    "active": Field("suspended", "archived", convert=is_active, together=True),
}
"""`SourceUser` field → its place; the console's "type of employee" is the organization's description. Time zones and
phonetic names live in custom schemas, where a connection's `fields` reach them."""
