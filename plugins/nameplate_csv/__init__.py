"""The connector `csv`: people of a file, CSV or Excel, such as an HR system exports."""

from collections.abc import Iterable

from nameplate.plugins import AnyConnector, hookimpl
from nameplate_csv.connector import Csv
from nameplate_csv.settings import CsvSettings

__all__ = ["Csv", "CsvSettings", "nameplate_connectors"]


@hookimpl
def nameplate_connectors() -> Iterable[AnyConnector]:
    """The connector."""
    return [Csv]
