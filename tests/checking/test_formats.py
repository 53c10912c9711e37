"""Findings for programs."""

import json

from nameplate.checking.formats import as_github, as_json, as_sarif
from nameplate.findings import finding

FINDINGS = [
    finding("NP202", "no field 'x'", remedy="Correct it.", file="mappings/a b.j2", line=3, column=7),
    finding("NP110", "unused: 100%,\nreally", file="nameplate.yaml", line=2),
    finding("NP112", "overlap"),
]
LEVELS = {"none", "note", "warning", "error"}


def test_sarif_has_what_the_standard_requires():
    """OASIS SARIF 2.1.0: version, runs, tool.driver.name, results with messages, indices that hold, places from 1."""
    log = json.loads(json.dumps(as_sarif(FINDINGS, "1.2.3")))
    assert log["version"] == "2.1.0"
    assert log["$schema"].endswith("sarif-2.1.0.json")
    (run,) = log["runs"]
    driver = run["tool"]["driver"]
    assert (driver["name"], driver["version"]) == ("nameplate", "1.2.3")
    identities = [rule["id"] for rule in driver["rules"]]
    assert len(set(identities)) == len(identities)
    assert all(rule["shortDescription"]["text"] and rule["help"]["text"] for rule in driver["rules"])
    assert run["columnKind"] in {"unicodeCodePoints", "utf16CodeUnits"}
    for result in run["results"]:
        assert result["message"]["text"]
        assert result["level"] in LEVELS
        assert driver["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        for location in result.get("locations", []):
            physical = location["physicalLocation"]
            assert " " not in physical["artifactLocation"]["uri"]
            assert all(value >= 1 for value in physical.get("region", {}).values())
    assert run["results"][0]["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "mappings/a%20b.j2"},
        "region": {"startLine": 3, "startColumn": 7},
    }
    assert "locations" not in run["results"][2]


def test_annotations_escape_what_github_would_take_for_its_own():
    """Percent signs, line breaks, commas and colons in properties."""
    first, second, third = as_github(FINDINGS)
    assert first == "::error file=mappings/a b.j2,line=3,col=7,title=nameplate NP202::no field 'x'%0ACorrect it."
    assert second == "::warning file=nameplate.yaml,line=2,title=nameplate NP110::unused: 100%25,%0Areally"
    assert third.startswith("::notice title=nameplate NP112::")


def test_json_counts_by_level():
    """And leaves out what a finding does not have."""
    shown = as_json(FINDINGS)
    assert shown["summary"] == {"error": 1, "warning": 1, "note": 1}
    assert shown["findings"][2] == {"code": "NP112", "level": "note", "message": "overlap"}
