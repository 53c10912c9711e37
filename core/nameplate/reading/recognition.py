"""Whose records a snapshot holds."""

from collections.abc import Iterable, Mapping
from typing import Any

from nameplate.errors import UnexpectedAnswer
from nameplate.plugins import AnyConnector, Connector, Record
from nameplate.reading.closing import AGAIN


class Recognition:
    """Looks at records until it is clear that they are the connector's.

    Args:
        connector: Whose records they should be.
        others: The other connectors, to say whose they are instead.
        file: How the file is called in messages.
    """

    def __init__(self, connector: AnyConnector, others: Iterable[AnyConnector], file: str) -> None:
        self._connector = connector
        self._others = [one for one in others if recognizing(one)]
        self._file = file
        self.clear = not recognizing(connector)
        """Some record was the connector's, or it does not say what its records look like."""

    def see(self, record: Record, line: int) -> None:
        """See whose record it is.

        Raises:
            UnexpectedAnswer: It is another identity provider's, or an error message of one.
        """
        known = recognizes(self._connector, record)
        if known:
            self.clear = True
        elif known is False and (other := next((one.name for one in self._others if recognizes(one, record)), "")):
            raise UnexpectedAnswer(
                f"{self._file}:{line}: expected a record of {self._connector.name}, but it looks like {other}.",
                remedy=f"Name the file of {self._connector.name}, or say connector: {other}.",
            )
        elif "error" in record or "errorCode" in record:
            raise UnexpectedAnswer(
                f"{self._file}:{line}: this is an identity provider's error message, not a person.", remedy=AGAIN
            )

    def judge(self, records: int) -> None:
        """Judge the file by all its records.

        Raises:
            UnexpectedAnswer: None of them is the connector's.
        """
        if not self.clear:
            raise UnexpectedAnswer(
                f"{self._file}: none of its {records} records looks like one of {self._connector.name}.",
                remedy=f"Name a file with the users of {self._connector.name}, as its own interface gives them.",
            )


def recognizes(connector: AnyConnector, record: Mapping[str, Any]) -> bool | None:
    """Whether the record is the connector's; None where the connector stumbles over it."""
    try:
        return connector.recognizes(record)
    except Exception:  # noqa: BLE001 -- a broken record is judged where it is read
        return None


def recognizing(connector: AnyConnector) -> bool:
    """Whether the connector says what its records look like."""
    return getattr(connector.recognizes, "__func__", None) is not getattr(Connector.recognizes, "__func__", None)
