"""A made-up service of people, and a connector that reads it as a good plugin would."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Self

from nameplate.plugins import (
    Connector,
    Field,
    NamedSecret,
    Page,
    Query,
    Record,
    Settings,
    UnexpectedAnswer,
    UnknownGroup,
)
from nameplate.plugins.credentials import reveal
from nameplate.plugins.http import JsonClient, Service
from nameplate.testing import ConnectorContract, Request, Response

SERVICE = Service("Staff", "Check the token.", "Let the token read people.")


class StaffSettings(Settings):
    """Where Staff is, and how to sign in."""

    token: NamedSecret


class Staff(Connector[StaffSettings]):
    """Reads people from Staff, page by page along its links."""

    name: ClassVar[str] = "staff"
    settings_model: ClassVar[type[StaffSettings]] = StaffSettings
    fields: ClassVar[Mapping[str, Field]] = {
        "id": Field("id"),
        "user_name": Field("login"),
        "email": Field("mail"),
        "display_name": Field("shown"),
        "city": Field("place.city"),
    }
    selects: ClassVar[bool] = True

    async def __aenter__(self) -> Self:
        """Make the client."""
        self.token = reveal(self.settings.token)
        self.client = self.make_client()
        await self.client.__aenter__()
        return self

    async def __aexit__(self, *exc: object) -> None:
        """Close it."""
        await self.client.__aexit__(*exc)

    async def authorization(self) -> str:
        """The header that every request carries."""
        return f"Bearer {self.token}"

    def make_client(self) -> JsonClient:
        """The client."""
        return JsonClient(SERVICE, self.settings, authorization=self.authorization)

    async def fetch(self, query: Query, cursor: str | None) -> Page:
        """One page; the cursor is the link."""
        self.refuse_group(query.group)
        first = {"select": ",".join(sorted({path.partition(".")[0] for path in query.select}))}
        body = await (self.client.get(cursor) if cursor else self.client.get("people", first))
        return self.page(body)

    def refuse_group(self, group: str) -> None:
        """Refuse any group."""
        if group:
            raise UnknownGroup(f"Staff has no groups, so none is {group!r}.")

    def page(self, body: Any) -> Page:
        """The page that a body holds."""
        if not isinstance(body, dict) or not isinstance(body.get("people"), list):
            raise UnexpectedAnswer("Staff answered with something else than people.")
        return Page(body["people"], body.get("next"))

    @classmethod
    def recognizes(cls, record: Record) -> bool:
        """Only Staff has `shown`."""
        return "shown" in record


class StaffContract(ConnectorContract):
    """Staff's side of the contract."""

    connector = Staff

    def settings(self, base_url: str) -> dict[str, Any]:
        return {"base_url": base_url, "token": {"env": "STAFF_TOKEN"}}

    def record(self, n: int) -> Record:
        who = {"id": f"staff-{n:05}", "login": f"person{n}", "mail": f"person{n}@acme.example"}
        return who | {"shown": f"Person {n}", "place": {"city": "Budapest"}, "about": "x" * 600}

    def answer(self, request: Request, records: Sequence[Record]) -> Response:
        if request.headers.get("authorization") != f"Bearer {self.secret}":
            return Response.json({"error": "who are you?"}, status=401)
        start, select = int(request.query.get("start", 0)), request.query.get("select", "*")
        page = [chosen(record, select.split(",")) for record in records[start : start + 10]]
        link = f"{request.base_url}/people?start={start + 10}&select={select}"
        return Response.json({"people": page, "next": link if len(records) > start + 10 else None})


def chosen(record: Record, keys: Sequence[str]) -> Record:
    """The record with the selected keys alone."""
    return {key: value for key, value in record.items() if key in keys or "*" in keys}
