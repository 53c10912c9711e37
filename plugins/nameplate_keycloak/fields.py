"""Where a person's fields stand in a Keycloak `UserRepresentation`.

Beside its few own fields Keycloak has attributes, which are lists and whose names are the realm's choice: these are
the names that its LDAP mappers and its user profile suggest.
"""

from collections.abc import Mapping

from nameplate.plugins import Field, country_code

FIELDS: Mapping[str, Field] = {
    "id": Field("id"),
    "user_name": Field("username"),
    "email": Field("email"),
    "given_name": Field("firstName"),
    "family_name": Field("lastName"),
    "display_name": Field("attributes.displayName[0]"),
    "nick_name": Field("attributes.nickname[0]"),
    "title": Field("attributes.title[0]", "attributes.jobTitle[0]"),
    "department": Field("attributes.department[0]"),
    "organization": Field("attributes.company[0]", "attributes.organization[0]"),
    "office": Field("attributes.office[0]", "attributes.physicalDeliveryOfficeName[0]"),
    "city": Field("attributes.locality[0]", "attributes.city[0]"),
    "state": Field("attributes.region[0]", "attributes.state[0]"),
    "country": Field("attributes.country[0]", convert=country_code, warns="NP306"),
    "timezone": Field("attributes.zoneinfo[0]", "attributes.timezone[0]"),
    "preferred_language": Field("attributes.locale[0]"),
    "manager": Field("attributes.manager[0]"),
    "employee_id": Field("attributes.employeeId[0]", "attributes.employeeNumber[0]"),
    "employee_type": Field("attributes.employeeType[0]"),
    "phone": Field("attributes.phoneNumber[0]", "attributes.phone[0]"),
    "mobile": Field("attributes.mobile[0]"),
    "active": Field("enabled"),
}
"""`SourceUser` field → its place."""
