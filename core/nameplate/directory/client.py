"""A directory over SCIM: list, look up, create, patch. There is no replacing and no deleting."""

from collections.abc import AsyncGenerator, Callable, Iterator, Mapping, Sequence
from contextlib import aclosing
from typing import Any, Literal

from nameplate.directory.decoding import accounts_in_page, resources_in_page
from nameplate.directory.exchange import ATTEMPTS, AnswerLost, Exchange, Traffic
from nameplate.directory.listing import complete_pages
from nameplate.directory.scim import PAGE, equals, patch_body, user_path
from nameplate.errors import DirectoryConflict, DirectoryError, DirectoryRefused, DirectoryUnavailable
from nameplate.model import Account, Progress, Quiet
from nameplate.model.account import primary

Resource = dict[str, Any]
Rows = Callable[[], Iterator[list[Account]]]
_NOT_FOUND = 404


class DirectoryClient:
    """One Atlassian directory, or a sandbox of one.

    Args:
        name: Its name in the configuration.
        address: Where it is, as plans record it.
        exchange: Sends the requests.
        ahead: How many pages of a listing may be asked for at once.
        rows: Lists it without requests (a sandbox in the same process).
        progress: Told how far a listing is.
    """

    def __init__(
        self,
        name: str,
        address: str,
        exchange: Exchange,
        *,
        ahead: int = 1,
        rows: Rows | None = None,
        progress: Progress | None = None,
    ) -> None:
        self.name = name
        self.address = address
        self._exchange = exchange
        self._ahead = ahead
        self._rows = rows
        self._progress = progress or Quiet()
        self._found_once = False

    @property
    def requests_sent(self) -> int:
        """Requests so far, repeated ones included."""
        return self._exchange.traffic.requests

    @property
    def traffic(self) -> Traffic:
        """What was sent so far."""
        return self._exchange.traffic

    async def pages(self) -> AsyncGenerator[list[Account], None]:
        """Every account once, page by page.

        Raises:
            DirectoryError: It can't be listed completely.
        """
        task = f"Listing {self.name}"
        self._progress.start(task)
        try:
            if self._rows is not None:
                for page in self._rows():
                    self._progress.advance(task, len(page))
                    yield page
                return
            fetch = self._fetch(accounts_in_page, task)
            async with aclosing(
                complete_pages(fetch, lambda account: account.id, ahead=self._ahead, name=self.name)
            ) as pages:
                async for page in pages:
                    self._progress.advance(task, len(page))
                    yield page
        finally:
            self._progress.finish(task)

    async def resources(self) -> AsyncGenerator[list[Resource], None]:
        """Every user as the directory gives it, once, page by page.

        Raises:
            DirectoryError: It can't be listed completely.
        """
        fetch = self._fetch(resources_in_page, f"Listing {self.name}")
        async with aclosing(complete_pages(fetch, self._identify, ahead=self._ahead, name=self.name)) as pages:
            async for page in pages:
                yield page

    async def find(self, attribute: Literal["userName", "externalId"], value: str) -> list[Resource]:
        """The users with exactly this value (`userName` in any case)."""
        doing = f"looking for {attribute} {value} in {self.name}"
        answer = await self._exchange.get("/Users", params={"filter": equals(attribute, value)}, doing=doing)
        return resources_in_page(answer.body)[1]

    async def get(self, identifier: str) -> Resource | None:
        """One user, or None where the directory has no such user.

        Raises:
            DirectoryRefused: The directory itself isn't there.
        """
        try:
            answer = await self._exchange.get(user_path(identifier), doing=f"reading {identifier} in {self.name}")
        except DirectoryRefused as error:
            if error.status != _NOT_FOUND:
                raise
            await self._make_sure_of_directory()
            return None
        return self._usable(answer.resource(), identifier)

    async def create(self, user: Resource) -> Resource:
        """Create a user; where the answer was lost, look before sending it again, so that nobody is created twice.

        Args:
            user: The SCIM user, with `externalId` and `userName`.

        Raises:
            DirectoryConflict: Another account holds the user name or the address; the message says which.
            DirectoryUnavailable: It was tried often enough, and isn't there.
        """
        doing = f"creating {user.get('userName')} in {self.name}"
        attempt = 0
        while True:
            try:
                answer = await self._exchange.post("/Users", user, doing=doing)
            except DirectoryConflict as error:
                own = await self._made_before(user) if attempt else None
                if own is None:
                    raise await self._conflict(error, [user.get("userName"), primary(user.get("emails"))]) from None
                return own
            except AnswerLost as error:
                loss: DirectoryUnavailable = error
            else:
                resource = answer.resource()
                if resource is not None and resource.get("id"):
                    return resource
                loss = DirectoryUnavailable(f"Atlassian answered without an id when {doing}.")
            attempt += 1
            await self._exchange.wait(attempt)
            own = await self._made_before(user)
            if own is not None:
                return own
            if attempt == ATTEMPTS:
                raise loss

    async def _made_before(self, user: Mapping[str, Any]) -> Resource | None:
        """The user that an earlier creation of `user` made: both externalId and userName are the same."""
        wanted = (user.get("externalId"), str(user.get("userName", "")).casefold())
        for attribute in ("externalId", "userName"):
            if not user.get(attribute):
                continue
            for found in await self.find(attribute, user[attribute]):
                if (found.get("externalId"), str(found.get("userName", "")).casefold()) == wanted and found.get("id"):
                    return found
        return None

    async def patch(self, identifier: str, operations: Sequence[Resource]) -> Resource | None:
        """Change a user; the user afterwards, or None where the directory doesn't say (204).

        Args:
            identifier: The user's id.
            operations: `{"op", "path", "value"}`, in order.

        Raises:
            DirectoryConflict: Another account holds the user name or the address; the message says which.
        """
        doing = f"changing {identifier} in {self.name}"
        try:
            answer = await self._exchange.patch(user_path(identifier), patch_body(operations), doing=doing)
        except DirectoryConflict as error:
            values = [operation.get("value") for operation in operations if _is_address(operation.get("path", ""))]
            raise await self._conflict(error, values, besides=identifier) from None
        return answer.resource()

    def _fetch(self, decode: Callable[[bytes], tuple[int, list[Any]]], task: str) -> Any:
        async def fetch(start: int) -> tuple[int, list[Any]]:
            params = {"startIndex": str(start), "count": str(PAGE)}
            answer = await self._exchange.get("/Users", params=params, doing=f"listing {self.name}")
            total, items = decode(answer.body)
            self._progress.start(task, total)
            self._found_once = True
            return total, items

        return fetch

    def _identify(self, resource: Any) -> str:
        identifier = resource.get("id") if isinstance(resource, dict) else None
        if not isinstance(identifier, str) or not identifier:
            raise DirectoryError(f"The directory {self.name} listed a resource without an id.")
        return identifier

    def _usable(self, resource: Resource | None, identifier: str) -> Resource:
        if resource is None or resource.get("id") != identifier:
            raise DirectoryError(f"Atlassian answered with something else when reading {identifier} in {self.name}.")
        return resource

    async def _make_sure_of_directory(self) -> None:
        if not self._found_once:
            params = {"startIndex": "1", "count": "1"}
            await self._exchange.get("/Users", params=params, doing=f"looking for the directory {self.name}")
            self._found_once = True

    async def _conflict(self, error: DirectoryConflict, values: Sequence[Any], besides: str = "") -> DirectoryConflict:
        """The same error, saying who holds the account, as far as Atlassian's filters can tell."""
        for value in dict.fromkeys(_text(value) for value in values):
            for found in await self.find("userName", value) if value else ():
                if found.get("id") != besides:
                    return DirectoryConflict(
                        f"{error.message.rstrip('.')}: it is held by {describe(found)}.",
                        status=error.status,
                        remedy="Change or deactivate that account first, or correct the address at the source.",
                    )
        return DirectoryConflict(
            error.message,
            status=error.status,
            remedy="No user of this directory has it as userName, and Atlassian can't be asked by e-mail: look for the "
            "address in its administration, also among accounts that this directory does not manage.",
        )


def describe(resource: Mapping[str, Any]) -> str:
    """A user for a message: name, user name, ids."""
    person = resource.get("displayName") or resource.get("userName") or "someone"
    external = resource.get("externalId")
    known = f"externalId {external}" if external else "without an externalId"
    return f"{person} ({resource.get('userName')}, id {resource.get('id')}, {known})"


def _is_address(path: str) -> bool:
    return path == "userName" or path.startswith("emails")


def _text(value: Any) -> str:
    """The address in the value of an operation."""
    return value if isinstance(value, str) else primary(value) if isinstance(value, list) else ""
