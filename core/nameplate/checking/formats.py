"""Findings for programs: JSON, SARIF 2.1.0, and annotations of GitHub Actions."""

from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import quote

from nameplate.checking.pages import anchor
from nameplate.findings import CATALOGUE, Finding, Level

SARIF_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
DOCS = "docs/findings.md"

GITHUB = {Level.ERROR: "error", Level.WARNING: "warning", Level.NOTE: "notice"}


def as_json(findings: Sequence[Finding]) -> dict[str, Any]:
    """The findings and how many there are of each level."""
    return {
        "findings": [_object(found) for found in findings],
        "summary": {level.value: sum(found.level is level for found in findings) for level in Level},
    }


def _object(found: Finding) -> dict[str, Any]:
    row: dict[str, Any] = {"code": found.code, "level": found.level.value, "message": found.message}
    for key in ("remedy", "attribute", "file", "line", "column", "plugin"):
        if value := getattr(found, key):
            row[key] = value
    return row


def as_sarif(findings: Sequence[Finding], version: str) -> dict[str, Any]:
    """The findings as a SARIF 2.1.0 log with one run, its paths as the findings have them."""
    codes = sorted({found.code for found in findings})
    driver = {
        "name": "nameplate",
        "version": version,
        "rules": [
            {
                "id": code,
                "shortDescription": {"text": CATALOGUE[code].title},
                "help": {"text": f"nameplate explain {code}", "markdown": f"[{code}]({DOCS}#{anchor(code)})"},
                "defaultConfiguration": {"level": CATALOGUE[code].level.value},
            }
            for code in codes
        ],
    }
    results = [_result(found, codes.index(found.code)) for found in findings]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return {"$schema": SARIF_SCHEMA, "version": "2.1.0", "runs": [run]}


def _result(found: Finding, rule: int) -> dict[str, Any]:
    text = f"{found.message}\n{found.remedy}" if found.remedy else found.message
    result: dict[str, Any] = {
        "ruleId": found.code,
        "ruleIndex": rule,
        "level": found.level.value,
        "message": {"text": text},
    }
    if found.file:
        place: dict[str, Any] = {"artifactLocation": {"uri": quote(found.file.replace("\\", "/"))}}
        if found.line:
            place["region"] = {"startLine": found.line} | ({"startColumn": found.column} if found.column else {})
        result["locations"] = [{"physicalLocation": place}]
    return result


def as_github(findings: Iterable[Finding]) -> Iterable[str]:
    """Workflow commands, which GitHub shows beside the lines of a pull request."""
    for found in findings:
        place = {"file": found.file, "line": found.line, "col": found.column, "title": f"nameplate {found.code}"}
        properties = ",".join(f"{key}={_property(str(value))}" for key, value in place.items() if value)
        text = f"{found.message}\n{found.remedy}" if found.remedy else found.message
        yield f"::{GITHUB[found.level]} {properties}::{_data(text)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
