"""Mappings written on the spot, and people to put through them."""

from pathlib import Path
from typing import Any

import pytest

from nameplate.config import Config, Connection, Directory
from nameplate.errors import ConfigurationError
from nameplate.findings import Finding
from nameplate.mapping import Mapped, Mapper, compile_mappings
from nameplate.model import SourceUser
from nameplate.model.attributes import INDEX

BASE = "{% block user_name %}{{ user.user_name }}{% endblock %}{% block email %}{{ user.email }}{% endblock %}"
"""What every mapping needs; `base.j2` in a folder made by `Mappings`."""


def person(**fields: Any) -> SourceUser:
    """A person with an id and addresses, unless said otherwise."""
    given = {"id": "00u1", "user_name": "taro@acme.example", "email": "taro@acme.example", **fields}
    return SourceUser(**given)


def value(mapped: Mapped, attribute: str) -> str | None:
    """One attribute of a payload."""
    return mapped.values[INDEX[attribute]]


def codes(mapped: Mapped) -> list[str]:
    """The codes of a person's findings."""
    return [found.code for found in mapped.findings]


class Mappings:
    """A folder of mappings, and one region that uses `rules.j2`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.write("base.j2", BASE)

    def write(self, name: str, text: str) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")

    def config(self, regions: Any = None, **more: Any) -> Config:
        """A configuration with the connection `staff`."""
        regions = [{"name": "all", "mapping": "rules.j2"}] if regions is None else regions
        given = {
            "directories": {"main": Directory()},
            "connections": {"staff": Connection(connector="staff", directory="main")},
            "mappings": self.folder,
            **more,
        }
        return Config(regions=regions, **given)

    def compile(self, text: str | None = None, **files: str) -> Mapper:
        """The mapper of `rules.j2`, which extends `base.j2` unless `text` says something else."""
        if text is not None:
            self.write(
                "rules.j2", text if "extends" in text or "block email" in text else f'{{% extends "base.j2" %}}{text}'
            )
        for name, content in files.items():
            self.write(f"{name}.j2", content)
        return compile_mappings(self.config())

    def value(self, body: str, **fields: Any) -> str | None:
        """What a rule for `job_title` gives for a person with these fields."""
        mapped = self.compile(f"{{% block job_title %}}{body}{{% endblock %}}").map(person(**fields), "staff")
        return value(mapped, "job_title")

    def map(self, body: str, **fields: Any) -> Mapped:
        """The person, mapped, with `body` as the rule for `job_title`."""
        return self.compile(f"{{% block job_title %}}{body}{{% endblock %}}").map(person(**fields), "staff")

    def refusals(self, text: str, **files: str) -> tuple[Finding, ...]:
        """The findings with which `rules.j2` is refused."""
        with pytest.raises(ConfigurationError) as refused:
            self.compile(text, **files)
        return refused.value.findings
