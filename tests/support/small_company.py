"""A company with one Okta export and one sandbox, written to a folder, for commands to run on."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from nameplate.config.models import Directory
from support.sandbox import make_sandbox, scim_user

CONFIG = """
mappings: .
regions:
  - {{name: japan, when: {{country: [JP]}}, mapping: japan.j2}}
  - {{name: rest, mapping: all.j2}}
directories:
  main: {{{directory}}}
connections:
  okta: {{connector: okta, directory: main, snapshot: people.jsonl, snapshot_complete: true}}
organization: {{sso_name_claims: removed}}
guards:
  deactivations: {{percent: 100, floor: {floor}}}
  deactivations_per_connection: {{percent: 100}}
  display_names: {{percent: 100}}
  reactivations: {{percent: 100}}
  emails: {{percent: 100}}
  creations: {{{creations}}}
"""
MAPPING = """
{% block user_name %}{{ user.user_name }}{% endblock %}
{% block email %}{{ user.email }}{% endblock %}
{% block display_name %}{{ user.given_name }} {{ user.family_name }}{% endblock %}
{% block job_title %}{{ user.title }}{% endblock %}
"""
JAPAN = """
{% extends "all.j2" %}
{% block display_name %}{{ user.family_name }} {{ user.given_name }}{% endblock %}
"""


def employee(number: int, *, status: str = "ACTIVE", **profile: str) -> dict[str, Any]:
    """An Okta record."""
    address = f"p{number}@acme.example"
    base = {"login": address, "email": address, "firstName": f"Given{number}", "lastName": f"Family{number}"}
    return {"id": f"00u{number}", "status": status, "profile": base | profile}


def account(number: int, **attributes: Any) -> dict[str, Any]:
    """The account of that employee, as it should be unless told otherwise."""
    base = {"id": f"a{number}", "externalId": f"00u{number}", "displayName": f"Given{number} Family{number}"}
    return scim_user(f"p{number}@acme.example", **base | attributes)


def small_company(
    folder: Path,
    people: Iterable[Mapping[str, Any]],
    accounts: Iterable[dict[str, Any]] = (),
    *,
    directory: str = "sandbox: practice.db",
    creations: str = "floor: 1000000",
    floor: int = 10,
) -> Path:
    """Write the company to `folder`; its nameplate.yaml. A directory over HTTP is left as it is."""
    (folder / "people.jsonl").write_text("".join(json.dumps(one) + "\n" for one in people), "utf-8")
    (folder / "all.j2").write_text(MAPPING, "utf-8")
    (folder / "japan.j2").write_text(JAPAN, "utf-8")
    config = folder / "nameplate.yaml"
    config.write_text(CONFIG.format(directory=directory, creations=creations, floor=floor), "utf-8")
    if directory.startswith("sandbox"):
        make_sandbox(folder / "practice.db", accounts)
    return config


def over_http(directory: Directory, requests: str = "per_second: 1000") -> str:
    """A directory that is served over HTTP, as nameplate.yaml has it."""
    name = "" if directory.token is None else directory.token.env
    return (
        f"base_url: '{directory.base_url}', directory_id: {directory.directory_id}, token: {{env: {name}}}, "
        f"requests: {{{requests}}}"
    )
