"""The sandbox: an Atlassian-like directory of users in a file."""

import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, Self

from nameplate.directory.decoding import accounts_in_rows
from nameplate.directory.sandbox.names import combine_names, overwrite_names
from nameplate.directory.sandbox.patch import patched
from nameplate.directory.sandbox.paths import Path as PatchPath
from nameplate.directory.sandbox.problems import not_found, taken
from nameplate.directory.sandbox.rows import Rows
from nameplate.directory.sandbox.schema import EXTENSIONS, accepted
from nameplate.model import Account
from nameplate.model.account import primary
from nameplate.model.attributes import ATLASSIAN_EXTERNAL, CORE_USER

Resource = dict[str, Any]
NAMES = uuid.UUID("8a2b34f5-52a5-4d0c-9a55-6b4f2c6a3b0e")
"""Namespace of the ids that loading makes up, so that the same people get the same ids."""


class Sandbox:
    """A directory of users in a SQLite file that behaves as Atlassian documents; a file that is absent is empty.

    Args:
        path: The file.
        clock: Gives the time for `meta.created` and `meta.lastModified`.

    Raises:
        DirectoryError: The file is not a sandbox.
    """

    def __init__(self, path: Path, *, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self.rows = Rows(path)
        self.clock = clock
        self.claimed_domains: tuple[str, ...] = tuple(self.rows.setting("claimed_domains") or ())
        self.names: Literal["overwritten", "independent"] = self.rows.setting("names") or "overwritten"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self.rows.close()

    def configure(
        self,
        *,
        claimed_domains: Sequence[str] | None = None,
        names: Literal["overwritten", "independent"] | None = None,
    ) -> None:
        """Keep settings in the file.

        Args:
            claimed_domains: The domains whose accounts the organization manages; none: all of them.
            names: Whether the display name overwrites first and last name.
        """
        if claimed_domains is not None:
            self.claimed_domains = tuple(domain.lower() for domain in claimed_domains)
            self.rows.set("claimed_domains", self.claimed_domains)
        if names is not None:
            self.names = names
            self.rows.set("names", names)

    def accounts(self, batch: int = 200) -> Iterator[list[Account]]:
        """Everyone, in the order of creation, straight from the file.

        More at once would no longer fit the processor's cache, and cost half as much again.
        """
        for bodies in self.rows.bodies(batch):
            yield accounts_in_rows(bodies)

    def load(self, resources: Iterable[Resource]) -> None:
        """Add SCIM users as they are, without the rules of a creation; what has no id or times gets them."""
        now = self._now()
        self.rows.load(self._completed(resource, now) for resource in resources)

    def add(self, resources: Iterable[Resource]) -> None:
        """As `load`, for a page of a listing."""
        now = self._now()
        self.rows.insert_all(self._completed(resource, now) for resource in resources)

    def get(self, identifier: str) -> Resource:
        """One user, or 404."""
        found = self.rows.find("id", identifier)
        if not found:
            raise not_found()
        return found[0]

    def create(self, body: Resource) -> Resource:
        """POST: a new user, linked with the Atlassian account of that address if there is one."""
        resource = accepted(body)
        self._tie_names_of_whole(resource)
        resource = {"id": str(uuid.uuid4()), **resource}
        self._refuse_taken(resource)
        self._link(resource, self.rows.linked_account(primary(resource["emails"])) or uuid.uuid4().hex[:24])
        return self._saved(resource, self._now())

    def replace(self, identifier: str, body: Resource) -> Resource:
        """PUT: what the body leaves out is cleared."""
        old = self.get(identifier)
        resource = accepted(body)
        self._tie_names_of_whole(resource)
        return self._changed(old, {"id": identifier, **resource})

    def patch(self, identifier: str, body: Any) -> Resource:
        """PATCH: the operations in their order, all or none."""
        old = self.get(identifier)
        return self._changed(old, patched(old, body, self._tie_names))

    def delete(self, identifier: str) -> None:
        """DELETE: the user is gone from the directory; a later creation links the same account under a new id."""
        self.get(identifier)
        self.rows.delete(identifier)

    def _changed(self, old: Resource, new: Resource) -> Resource:
        self._refuse_taken(new)
        account = old.get(ATLASSIAN_EXTERNAL, {}).get("atlassianAccountId", "")
        address, before = primary(new["emails"]), primary(old.get("emails"))
        if address.casefold() != before.casefold():
            # "Email update to unmanaged user … unlinked any associated atlassian account."
            account = (account or self._account_of(address)) if self._claimed(address) else ""
        self._link(new, account)
        return self._saved(new, old.get("meta", {}).get("created") or self._now(), update=True)

    def _account_of(self, address: str) -> str:
        return self.rows.linked_account(address) or uuid.uuid4().hex[:24]

    def _claimed(self, address: str) -> bool:
        return not self.claimed_domains or address.rpartition("@")[2].lower() in self.claimed_domains

    def _link(self, resource: Resource, account: str) -> None:
        resource.pop(ATLASSIAN_EXTERNAL, None)
        if account:
            resource[ATLASSIAN_EXTERNAL] = {"atlassianAccountId": account}
            self.rows.link_account(account, primary(resource["emails"]))

    def _refuse_taken(self, resource: Resource) -> None:
        for attribute, named, value in (
            ("userName", "userName", resource["userName"]),
            ("emails", "email", primary(resource["emails"])),
        ):
            if any(other["id"] != resource["id"] for other in self.rows.find(attribute, value)):
                raise taken(named, value)

    def _saved(self, resource: Resource, created: str, *, update: bool = False) -> Resource:
        now = self._now()
        resource = self._stamped(resource, created, now)
        if update:
            self.rows.update(resource)
        else:
            self.rows.insert(resource)
        return resource

    def _completed(self, resource: Resource, now: str) -> Resource:
        meta = resource.get("meta") or {}
        known = resource.get("id") or str(uuid.uuid5(NAMES, resource.get("userName") or repr(resource)))
        return self._stamped({**resource, "id": known}, meta.get("created") or now, meta.get("lastModified") or now)

    @staticmethod
    def _stamped(resource: Resource, created: str, modified: str) -> Resource:
        resource["schemas"] = [CORE_USER, *(schema for schema in EXTENSIONS if schema in resource)]
        resource["meta"] = {"resourceType": "User", "created": created, "lastModified": modified}
        resource["groups"] = resource.get("groups") or []
        resource.setdefault("active", True)
        return resource

    def _now(self) -> str:
        return self.clock().astimezone(UTC).isoformat().replace("+00:00", "Z")

    def _tie_names(self, resource: Resource, path: PatchPath) -> None:
        if self.names == "independent":
            return
        if path.attribute == "displayName":
            overwrite_names(resource)
        elif path.attribute == "name" and path.sub in {"", "givenName", "familyName"}:
            combine_names(resource)

    def _tie_names_of_whole(self, resource: Resource) -> None:
        if self.names == "overwritten":
            overwrite_names(resource)
