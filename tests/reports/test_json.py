import io

import orjson

from nameplate.planning import Plan
from nameplate.reports import write_report


def read(plan: Plan) -> dict:
    out = io.StringIO()
    write_report(plan, "json", out)
    return orjson.loads(out.getvalue())


def test_the_promised_keys_stand(plan: Plan):
    """A JSON report has the keys that programs hold on to."""
    report = read(plan)
    assert {"plan", "summary", "changes", "findings", "guards"} <= report.keys()
    assert {"id", "created", "expires", "config_hash"} <= report["plan"].keys()
    assert report["summary"] == {
        "create": 1,
        "update": 3,
        "deactivate": 1,
        "reactivate": 0,
        "unchanged": 1,
        "blocked": 1,
    }
    assert {"guard", "directory", "limit", "actual", "holds"} <= report["guards"][0].keys()


def test_a_change_names_the_person_and_each_attribute_with_its_rule(plan: Plan):
    """A change has before, after and rule by SCIM attribute."""
    first = read(plan)["changes"][0]
    assert first["connection"] == "okta-us"
    assert first["source_id"] == "s1"
    assert first["action"] == "update"
    assert first["attributes"] == {"displayName": {"before": "Taro Yamada", "after": "山田 太郎", "rule": "japan.j2:3"}}


def test_active_is_a_boolean_and_absence_is_null(plan: Plan):
    """`active` comes as booleans; what was absent before is null; what is cleared is ""."""
    changes = {change["user_name"]: change for change in read(plan)["changes"]}
    assert changes["p3@acme.example"]["attributes"]["active"] == {"before": True, "after": False, "rule": ""}
    assert changes["p2@acme.example"]["attributes"]["userName"]["before"] is None
    assert changes["p7@acme.example"]["attributes"]["department"]["after"] == ""


def test_an_unmatched_account_has_null_connection_region_and_source_id(plan: Plan):
    """An account that matches nobody says so by nulls."""
    unmatched = next(change for change in read(plan)["changes"] if change["action"] == "unchanged")
    assert (unmatched["connection"], unmatched["region"], unmatched["source_id"]) == (None, None, None)


def test_the_same_plan_gives_the_same_text(plan: Plan):
    """Two reports of one plan are equal to the letter."""
    assert read(plan) == read(plan)
