"""Made-up people in each identity provider's own form, and a walk over a connector's pages."""

from typing import Any

from nameplate.plugins import AnyConnector, Query, Record


def graph_user(number: int, **properties: Any) -> dict[str, Any]:
    """A Graph `user` with every property that the connector knows."""
    return {
        "id": f"7d6a2c7e-2f0f-4c7b-9a51-{number:012d}",
        "userPrincipalName": f"person{number}@acme.example",
        "mail": f"person{number}@acme.example",
        "displayName": f"山田 {number}",
        "givenName": f"太郎{number}",
        "surname": "山田",
        "companyName": "Acme K.K.",
        "department": "営業部",
        "jobTitle": "課長",
        "officeLocation": "Tokyo 5F",
        "city": "Tokyo",
        "state": None,
        "country": "Japan",
        "usageLocation": "JP",
        "preferredLanguage": "ja-JP",
        "accountEnabled": True,
        "userType": "Member",
        "employeeId": str(number),
        "employeeType": "Employee",
        "employeeOrgData": {"division": "APAC", "costCenter": "CC1"},
        "mobilePhone": None,
        "businessPhones": ["+81 3 0000 0000"],
        "onPremisesExtensionAttributes": {"extensionAttribute1": "やまだ", "extensionAttribute2": None},
        "extension_0a1b2c3d4e5f60718293a4b5c6d7e8f9_romaji": f"Yamada {number}",
        "manager": {"id": "boss", "userPrincipalName": "boss@acme.example", "mail": None},
        **properties,
    }


def google_user(number: int, **properties: Any) -> dict[str, Any]:
    """A Directory API `user`."""
    return {
        "kind": "admin#directory#user",
        "id": f"1000000000000{number:08d}",
        "primaryEmail": f"person{number}@acme.example",
        "name": {"givenName": "László", "familyName": f"Kovács {number}", "fullName": f"László Kovács {number}"},
        "isAdmin": False,
        "suspended": False,
        "archived": False,
        "emails": [{"address": f"person{number}@acme.example", "primary": True}],
        "externalIds": [{"value": str(number), "type": "organization"}],
        "relations": [{"value": "boss@acme.example", "type": "manager"}],
        "organizations": [{"name": "Acme Kft.", "title": "Mérnök", "primary": True, "department": "Engineering"}],
        "phones": [{"value": "+36 1 000 0000", "type": "work"}],
        "languages": [{"languageCode": "hu", "preference": "preferred"}],
        "locations": [{"type": "desk", "area": "desk", "buildingId": "Budapest"}],
        "addresses": [{"type": "work", "countryCode": "HU"}],
        "orgUnitPath": "/EMEA/Budapest",
        "customSchemas": {
            "AtlassianSync": {"phoneticFamilyName": "Kovacs", "timeZone": "Europe/Budapest"},
            "Payroll": {"iban": "HU00"},
        },
        **properties,
    }


def okta_user(number: int, *, status: str = "ACTIVE", **profile: Any) -> dict[str, Any]:
    """An Okta `user`."""
    return {
        "id": f"00u{number:017d}",
        "status": status,
        "created": "2020-04-01T00:00:00.000Z",
        "lastUpdated": "2026-10-01T00:00:00.000Z",
        "type": {"id": "oty1a2b3c4d5e6f7g8h9"},
        "profile": {
            "login": f"person{number}@acme.example",
            "email": f"person{number}@acme.example",
            "firstName": "Mary",
            "lastName": f"Smith {number}",
            "middleName": None,
            "displayName": f"Mary Smith {number}",
            "organization": "Acme Inc.",
            "department": "Finance",
            "title": "Analyst",
            "timezone": "America/Chicago",
            "preferredLanguage": "en",
            "countryCode": "US",
            "city": "Dallas",
            "manager": "boss@acme.example",
            "employeeNumber": str(number),
            "userType": "employee",
            "badgeName": f"Mary {number}",
            **profile,
        },
        "credentials": {"provider": {"type": "OKTA", "name": "OKTA"}},
        "_links": {"self": {"href": "https://acme.okta.com/api/v1/users/x"}},
    }


async def read_all(connector: AnyConnector | Any, query: Query, *, most: int = 1000) -> list[Record]:
    """Every record of a query, page by page, as the engine would ask."""
    records: list[Record] = []
    async with connector:
        cursor: str | None = None
        for _ in range(most):
            page = await connector.fetch(query, cursor)
            records += page.records
            cursor = page.next
            if cursor is None:
                return records
    raise AssertionError(f"no last page among {most}")
