"""Who a call chose to see; it never makes anybody unmatched."""

from collections.abc import Iterable

from nameplate.model import Change


class Selection:
    """The people of some connections and regions, and some people; empty lets everybody pass.

    Args:
        users: Addresses, source ids or account ids.
    """

    def __init__(self, connections: Iterable[str] = (), regions: Iterable[str] = (), users: Iterable[str] = ()) -> None:
        self.connections = frozenset(connections)
        self.regions = frozenset(regions)
        self.users = frozenset(user.casefold() for user in users)

    def takes(self, change: Change) -> bool:
        """Whether the change is chosen."""
        return self.takes_origin(change.connection, change.region) and (
            not self.users
            or change.source_id.casefold() in self.users
            or change.account_id.casefold() in self.users
            or not self.users.isdisjoint(change.addresses)
        )

    def takes_origin(self, connection: str, region: str) -> bool:
        """Whether anybody of a connection's region may be chosen."""
        return (not self.connections or connection in self.connections) and (not self.regions or region in self.regions)

    def watches(self, source_id: str, addresses: Iterable[str]) -> bool:
        """Whether a person is chosen by name, so that they are looked at even if they are as they should be."""
        return source_id.casefold() in self.users or not self.users.isdisjoint(addresses)
