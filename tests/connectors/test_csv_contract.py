"""The connector `csv` keeps the contract, as far as it holds for a file."""

import csv
from collections.abc import Sequence
from typing import Any

from nameplate.plugins import Record
from nameplate.testing import ConnectorContract, Request, Response
from nameplate_csv import Csv

NO_NETWORK = "a file is read, and no network"


class TestCsv(ConnectorContract):
    """An HR export."""

    connector = Csv
    not_applicable = dict.fromkeys(
        [
            *("401", "403", "429", "503", "a_dropped_connection", "a_page_again", "a_page_cut_off", "a_redirect"),
            *("a_page_of_another_shape", "a_page_that_is_not_json", "a_time_out", "cancellation"),
            *("secrets_are_not_repeated", "the_same_page_again"),
        ],
        NO_NETWORK,
    )

    def settings(self, base_url: str) -> dict[str, Any]:
        return {"file": self.folder / "people.csv", "page_size": 7, "columns": {"id": "Nr", "city": "Town"}}

    def record(self, n: int) -> Record:
        row = {"Nr": f"{n:06}", "E-mail": f"p{n}@acme.example", "Last name": f"O'Neil, {n}", "Town": "Zürich"}
        row |= {"Active": "yes"}
        fields = {"id": row["Nr"], "email": row["E-mail"], "family_name": row["Last name"], "city": row["Town"]}
        return {**fields, "active": True, "row": row}

    def answer(self, request: Request, records: Sequence[Record]) -> Response:
        raise AssertionError(f"nothing is asked of a server: {request}")

    def place(self, records: Sequence[Record]) -> None:
        with (self.folder / "people.csv").open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.DictWriter(file, ["Nr", "E-mail", "Last name", "Town", "Active"], delimiter=";")
            writer.writeheader()
            writer.writerows(record["row"] for record in records)

    def broken(self, record: Record) -> Record:
        return {**record, "row": {**record["row"], "Active": "perhaps"}}
