"""The contract of a connector, as a test class to inherit."""

from nameplate.testing.fault_checks import FaultChecks
from nameplate.testing.paging_checks import PagingChecks
from nameplate.testing.record_checks import RecordChecks
from nameplate.testing.setting_checks import SettingChecks


class ConnectorContract(SettingChecks, RecordChecks, PagingChecks, FaultChecks):
    """Holds a connector to what the engine, and the people behind it, rely on.

    Inherit it in a class that pytest collects, and give `connector`, `settings`, `record` and `answer`:

        class TestStaff(ConnectorContract):
            connector = Staff

            def settings(self, base_url):
                return {"base_url": base_url, "token": {"env": "STAFF_TOKEN"}}

            def record(self, n):
                return {"id": f"s{n}", "mail": f"person{n}@acme.example", "first": "Ada", "last": "Lovelace"}

            def answer(self, request, records):
                start = int(request.query.get("from", 0))
                more = start + 10 if len(records) > start + 10 else None
                return Response.json({"people": records[start : start + 10], "from": more})

    A check that does not apply is left out by `not_applicable = {"links_to_another_host": "it follows no links"}`.
    """

    def test_not_applicable(self) -> None:
        """Every check that is left out exists, and the reason says why."""
        checks = {name.removeprefix("test_") for name in dir(self) if name.startswith("test_")}
        unknown = sorted(set(self.not_applicable) - checks)
        assert not unknown, f"not_applicable names {unknown}, which are no checks; there are {sorted(checks)}"
        assert all(reason.strip() for reason in self.not_applicable.values()), "a check is left out without a reason"
