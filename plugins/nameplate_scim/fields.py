"""Where a person's fields stand in a SCIM `User` (RFC 7643 §4.1 and §4.3)."""

from collections.abc import Mapping

from nameplate.plugins import Field, country_code

ENTERPRISE = '"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"'

FIELDS: Mapping[str, Field] = {
    "id": Field("id"),
    "user_name": Field("userName"),
    "email": Field("emails[primary].value"),
    "given_name": Field("name.givenName"),
    "family_name": Field("name.familyName"),
    "middle_name": Field("name.middleName"),
    "honorific_prefix": Field("name.honorificPrefix"),
    "honorific_suffix": Field("name.honorificSuffix"),
    "display_name": Field("displayName", "name.formatted"),
    "nick_name": Field("nickName"),
    "title": Field("title"),
    "employee_type": Field("userType"),
    "preferred_language": Field("preferredLanguage", "locale"),
    "timezone": Field("timezone"),
    "department": Field(f"{ENTERPRISE}.department"),
    "organization": Field(f"{ENTERPRISE}.organization"),
    "division": Field(f"{ENTERPRISE}.division"),
    "cost_center": Field(f"{ENTERPRISE}.costCenter"),
    "employee_id": Field(f"{ENTERPRISE}.employeeNumber"),
    "manager": Field(f"{ENTERPRISE}.manager.displayName", f"{ENTERPRISE}.manager.value"),
    "city": Field("addresses[primary].locality"),
    "state": Field("addresses[primary].region"),
    "country": Field("addresses[primary].country", convert=country_code, warns="NP306"),
    "phone": Field("phoneNumbers[type=work].value"),
    "mobile": Field("phoneNumbers[type=mobile].value"),
    "active": Field("active"),
}
"""`SourceUser` field → its place; SCIM has no phonetic names."""
