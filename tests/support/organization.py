"""An organization in a temporary folder, driven through the command line as an admin would."""

import contextlib
import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from nameplate.cli import run
from nameplate.directory import load_sandbox

DEFAULT_MAPPING = """\
{% block user_name %}{{ user.email | lower }}{% endblock %}
{% block email %}{{ user.email | lower }}{% endblock %}
{% block display_name %}{{ user.given_name }} {{ user.family_name }}{% endblock %}
{% block department %}{{ user.department }}{% endblock %}
"""


def okta(key: str, given: str = "", family: str = "", *, status: str = "ACTIVE", **profile: Any) -> dict[str, Any]:
    """An Okta user whose address is `KEY@acme.example`, unless `profile` says otherwise."""
    address = f"{key}@acme.example"
    names = {"firstName": given or key.title(), "lastName": family or "Smith"}
    return {"id": f"00u{key}", "status": status, "profile": {"login": address, "email": address, **names, **profile}}


def account(key: str, display: str = "", **attributes: Any) -> dict[str, Any]:
    """A SCIM user that `okta(key)` matches by externalId."""
    address = attributes.pop("address", f"{key}@acme.example")
    return {
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
        "id": f"acc-{key}",
        "externalId": f"00u{key}",
        "userName": address,
        "displayName": display or f"{key.title()} Smith",
        "emails": [{"value": address, "type": "work", "primary": True}],
        "active": True,
        **attributes,
    }


@dataclass(frozen=True)
class Result:
    """What a command said and how it ended."""

    exit_code: int
    stdout: str
    stderr: str

    @property
    def output(self) -> str:
        """Both streams."""
        return self.stdout + self.stderr


@dataclass
class Preview:
    """A preview's JSON, indexed by user name."""

    exit_code: int
    report: dict[str, Any]
    errors: str

    def __getitem__(self, user_name: str) -> dict[str, Any]:
        return next(change for change in self.report["changes"] if change["user_name"] == user_name)

    def __contains__(self, user_name: str) -> bool:
        return any(change["user_name"] == user_name for change in self.report["changes"])

    @property
    def summary(self) -> dict[str, int]:
        """The counts that are not zero."""
        return {action: count for action, count in self.report["summary"].items() if count}

    def after(self, user_name: str) -> dict[str, Any]:
        """What each attribute of a person would become."""
        return {path: values["after"] for path, values in self[user_name]["attributes"].items()}

    def codes(self, user_name: str = "") -> list[str]:
        """The findings' codes on a person, or on the run."""
        found = self[user_name]["findings"] if user_name else self.report["findings"]
        return [one["code"] for one in found]


@dataclass
class Organization:
    """A folder with nameplate.yaml, mappings, snapshots and a practice directory; change it, then preview."""

    folder: Path
    people: Mapping[str, Iterable[Any]] = field(default_factory=dict)
    accounts: Iterable[dict[str, Any]] = ()
    mappings: dict[str, str] = field(default_factory=lambda: {"default.j2": DEFAULT_MAPPING})
    regions: list[dict[str, Any]] = field(default_factory=lambda: [{"name": "everyone", "mapping": "default.j2"}])
    directory: dict[str, Any] = field(default_factory=dict)
    connections: dict[str, dict[str, Any]] = field(default_factory=dict)
    more: dict[str, Any] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    complete: bool = True

    def write(self) -> Path:
        """Write everything; the path of nameplate.yaml."""
        (self.folder / "mappings").mkdir(exist_ok=True)
        for name, text in self.mappings.items():
            (self.folder / "mappings" / name).write_text(text, "utf-8")
        for name, text in self.files.items():
            (self.folder / name).write_text(text, "utf-8")
        connections = {}
        for name, people in self.people.items():
            lines = [one if isinstance(one, str) else json.dumps(one, ensure_ascii=False) for one in people]
            (self.folder / f"{name}.jsonl").write_text("".join(line + "\n" for line in lines), "utf-8")
            connections[name] = {
                "connector": "okta",
                "directory": "main",
                "snapshot": f"./{name}.jsonl",
                "snapshot_complete": self.complete,
                **self.connections.get(name, {}),
            }
        practice = self.folder / "practice.db"
        practice.unlink(missing_ok=True)
        load_sandbox(practice, self.accounts)
        config = {
            "organization": {"sso_name_claims": "removed"},
            "mappings": "./mappings",
            "regions": self.regions,
            "directories": {"main": {"sandbox": "./practice.db", **self.directory}},
            "connections": connections,
            **self.more,
        }
        path = self.folder / "nameplate.yaml"
        YAML().dump(config, path)
        return path

    def run(self, *words: str) -> Result:
        """A command on what was written last."""
        out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="") for _ in range(2))
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = run(["-c", str(self.folder / "nameplate.yaml"), *words])
        texts = []
        for stream in (out, err):
            stream.flush()
            texts.append(stream.buffer.getvalue().decode())  # type: ignore[attr-defined]
        return Result(code, *texts)

    def preview(self, *words: str) -> Preview:
        """Write everything and preview it."""
        self.write()
        result = self.run("preview", "--format", "json", *words)
        assert result.exit_code in {0, 1, 3}, result.output
        assert result.stdout, result.output
        return Preview(result.exit_code, json.loads(result.stdout), result.stderr)

    def map(self, *words: str) -> dict[str, dict[str, Any]]:
        """Write everything and map it: source id → line."""
        self.write()
        result = self.run("map", *words)
        assert result.exit_code == 0, result.output
        return {line["source_id"]: line for line in map(json.loads, result.stdout.splitlines())}
