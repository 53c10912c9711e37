"""nameplate.yaml as frozen models; each key's docstring feeds the JSON Schema and the docs."""

from collections.abc import Mapping
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic.json_schema import SkipJsonSchema
from pydantic_core import PydanticCustomError

from nameplate.config.conditions import CONDITION_SCHEMA
from nameplate.config.document import Key, Position
from nameplate.config.durations import parse_duration
from nameplate.config.secrets import NamedSecret
from nameplate.locales import is_language_tag
from nameplate.model import Action, AttributesIn


class Model(BaseModel):
    """Frozen; an unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True, populate_by_name=True)


def _listed(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float | Mapping):
        raise PydanticCustomError("texts_type", "expected text or a list of texts")
    return [value] if isinstance(value, str) else value


def _tagged(value: str) -> str:
    """A language tag as it is written, or "" for none."""
    if value and not is_language_tag(value):
        raise ValueError(f"{value!r} is not a language tag such as ja-JP or zh-Hant-TW")
    return value


Texts = Annotated[tuple[str, ...], BeforeValidator(_listed, json_schema_input_type=str | tuple[str, ...])]
"""One text or a list of them."""


def _split(value: Any, rest: str, own: tuple[str, ...]) -> Any:
    """A mapping with the keys in `own` as they are, and all others under `rest`."""
    if not isinstance(value, Mapping) or rest in value:
        return value
    kept = {key: value[key] for key in own if key in value}
    return {**kept, rest: {key: item for key, item in value.items() if key not in kept}}


class Organization(Model):
    """The organization at Atlassian."""

    name: str = ""
    """The name, for reports."""
    subscription: Literal["guard-standard", "enterprise"] = "guard-standard"
    """The Atlassian subscription; several directories need `enterprise`."""
    verified_domains: Texts = ()
    """The domains verified at Atlassian, exactly; a subdomain is listed on its own."""
    sso_name_claims: Literal["present", "removed"] = "present"
    """Whether SAML sign-in still sends name claims, which undo display names (docs/sso-names.md)."""


class When(Model):
    """A region's condition: AND between keys, OR inside a list, case-insensitive globs.

    A key is a text field of `SourceUser`, or `email_domain`, `group`, `connection`, `custom.NAME`, `expression`.
    """

    patterns: Mapping[str, Annotated[Texts, Field(min_length=1)]] = Field(default_factory=dict)
    """Key → globs, without `expression`."""
    expression: str = ""
    """A Jinja expression over `user` that has to come out true."""

    @model_validator(mode="before")
    @classmethod
    def _written(cls, value: Any) -> Any:
        """`{country: [JP], expression: …}`, as the file has it."""
        return _split(value, "patterns", ("expression",))

    @classmethod
    def __get_pydantic_json_schema__(cls, _core: Any, _handler: Any) -> dict[str, Any]:
        """As the file has it."""
        return CONDITION_SCHEMA


class Region(Model):
    """A named group of people with a condition and a mapping."""

    name: str = Field(min_length=1)
    """The region's name, as reports show it."""
    when: When | None = None
    """The condition; without one the region matches everybody."""
    mapping: str = ""
    """The mapping's file name, searched in `mappings` and then among those that ship with nameplate."""
    exclude: bool = False
    """These people are out of scope, without a finding."""
    locale: Annotated[str, AfterValidator(_tagged)] = ""
    """The locale for `person_name`; the default comes from the country and language of the person."""


class Requests(Model):
    """How fast a directory may be written."""

    concurrency: int = Field(default=8, ge=1, le=64)
    """Requests under way at once."""
    per_second: float = Field(default=20.0, gt=0, le=1000)
    """Requests a second, at most."""


class Directory(Model):
    """An Atlassian identity-provider directory, or a local sandbox of one."""

    directory_id: str = ""
    """The id in the directory's base URL; where `sandbox` is given too, that counts."""
    token: NamedSecret | None = None
    """The directory's API key, named."""
    base_url: str = "https://api.atlassian.com"
    """The service's address."""
    path: str = "/scim/directory/{directory_id}"
    """The path of the SCIM endpoint below it."""
    ca_bundle: Path | None = None
    """Certificates to trust beside the system's (PEM)."""
    timeout: float = Field(default=60.0, gt=0)
    """Seconds to wait for an answer."""
    sandbox: Path | None = None
    """A local stand-in for Atlassian, in the same process, whatever else is written here; a file that is absent is an
    empty directory."""
    unmatched: Literal["report", "deactivate"] = "report"
    """What happens to accounts that match nobody."""
    actions: tuple[Literal["create", "update", "deactivate", "reactivate"], ...] = (
        "create",
        "update",
        "deactivate",
        "reactivate",
    )
    """The actions that nameplate may take here; the rest belongs to another provisioner."""
    adopt: Literal["empty", "any"] = "empty"
    """Whether an account with another externalId may be adopted."""
    precedence: Texts = ()
    """The connection that wins when several active people claim one account, first to last."""
    attributes_in: AttributesIn = "both"
    """Where department and organization go."""
    names: Literal["overwritten", "independent"] = "overwritten"
    """Whether Atlassian's display name overwrites first and last name here."""
    requests: Requests = Requests()
    """How fast the directory may be written."""

    @property
    def address(self) -> str:
        """Where the directory is: its SCIM endpoint, or the sandbox's file."""
        if self.sandbox is not None:
            return f"sandbox:{self.sandbox}"
        path = self.path.format(directory_id=self.directory_id).lstrip("/")
        return f"{self.base_url.rstrip('/')}/{path}".rstrip("/")

    def may(self, action: Action) -> bool:
        """Whether nameplate may take `action` here."""
        return action.value in self.actions


class Scope(Model):
    """Who is read: groups, and the connector's own keys."""

    groups: Texts = ()
    """Names or ids of groups; nobody else is read."""
    values: Mapping[str, Any] = Field(default_factory=dict)
    """The connector's own keys, as written."""

    @model_validator(mode="before")
    @classmethod
    def _written(cls, value: Any) -> Any:
        """`{groups: [...], filter: …}`, as the file has it."""
        return _split(value, "values", ("groups",))

    @classmethod
    def __get_pydantic_json_schema__(cls, core: Any, handler: Any) -> dict[str, Any]:
        """As the file has it."""
        schema: dict[str, Any] = handler.resolve_ref_schema(handler(core))
        schema["properties"].pop("values", None)
        return schema | {"additionalProperties": True}


class Enrichment(Model):
    """Fields of the same person in another connection."""

    connection: str
    """The connection that has them."""
    key: str
    """The `SourceUser` field that both have in common."""
    fields: Texts
    """The fields to take where this connection has none."""


class Connection(Model):
    """One IdP configuration: a connector, its settings, its scope, the directory it feeds."""

    connector: str
    """The connector: `azure_ad`, `google`, `okta`, or a plugin's."""
    directory: str
    """The directory that it feeds."""
    settings: Any = None
    """The connector's settings, validated by its model; None where only a snapshot is read."""
    snapshot: Path | None = None
    """Read this file instead of the live identity provider."""
    snapshot_complete: bool = False
    """The file holds everyone, although `nameplate snapshot` did not write it."""
    scope: Scope = Scope()
    """Who is read."""
    fields: Mapping[str, str] = Field(default_factory=dict)
    """`SourceUser` field or `custom.NAME` → path in the record; a custom field takes numbers and booleans as text."""
    regions: tuple[Region, ...] | None = None
    """A list of regions of its own."""
    enrich_from: tuple[Enrichment, ...] = ()
    """Other connections that know more about the same people; these then feed no people of their own."""


class Limit(Model):
    """A guard's limit; `count` and `percent` combine, and the smaller bites, from `floor` on."""

    percent: float | None = Field(default=None, ge=0, le=100)
    """Percent of the directory's active accounts."""
    count: int | None = Field(default=None, ge=0)
    """People."""
    floor: int | None = Field(default=None, ge=0)
    """Below this many the guard does not bite."""


class Guards(Model):
    """The built-in guards; a value that is left out keeps its default."""

    deactivations: Limit = Limit(percent=2, count=200, floor=10)
    """Accounts that would be deactivated, by directory."""
    deactivations_per_connection: Limit = Limit(percent=20, floor=10)
    """The same, by connection, of the connection's people."""
    display_names: Limit = Limit(percent=5, count=500, floor=50)
    """Display and public names that would change."""
    emails: Limit = Limit(percent=2, count=100, floor=10)
    """User names and e-mail addresses that would change."""
    creations: Limit = Limit(percent=20, count=2000, floor=100)
    """Accounts that would be created."""
    reactivations: Limit = Limit(percent=5, count=200, floor=10)
    """Accounts that would be reactivated."""
    clears: Limit = Limit(percent=5, count=500, floor=50)
    """Attributes that would be cleared."""

    @model_validator(mode="before")
    @classmethod
    def _merged(cls, value: Any) -> Any:
        """Each guard's keys over its defaults."""
        if not isinstance(value, Mapping):
            return value
        defaults = {name: field.default.model_dump() for name, field in cls.model_fields.items()}
        return {
            name: {**defaults.get(name, {}), **limit} if isinstance(limit, Mapping) else limit
            for name, limit in value.items()
        }


class Plans(Model):
    """Plan files."""

    expire_after: Annotated[timedelta, BeforeValidator(parse_duration, json_schema_input_type=str)] = timedelta(
        hours=24
    )
    """How long a plan may be pushed: `24h` (the default), `90m`, `7d`."""


class Config(Model):
    """The whole configuration; every path in it is absolute."""

    organization: Organization = Organization()
    """The organization at Atlassian."""
    mappings: Path | None = None
    """The folder of mappings, searched before those that ship with nameplate."""
    exceptions: Path | None = None
    """Chosen names: a CSV file of email, attribute, value, reason, until."""
    regions: tuple[Region, ...] = ()
    """First match wins, top to bottom."""
    directories: Mapping[str, Directory]
    """Name → directory."""
    connections: Mapping[str, Connection]
    """Name → connection."""
    guards: Guards = Guards()
    """Limits on a whole plan."""
    protected: Texts = ()
    """Addresses, as globs, of people who are never deactivated, re-addressed or renamed."""
    plans: Plans = Plans()
    """Plan files."""

    file: SkipJsonSchema[Path] = Field(default=Path("nameplate.yaml"), exclude=True)
    """The file it was read from; no key of it."""
    positions: SkipJsonSchema[Mapping[Key, Position]] = Field(default_factory=dict, exclude=True, repr=False)
    """Where each key stands in the file, for findings; no key of it."""

    @cached_property
    def root(self) -> Path:
        """The folder of the configuration."""
        return self.file.parent

    @cached_property
    def enriching(self) -> frozenset[str]:
        """The connections that others enrich from: they tell of people of others, and have none of their own."""
        return frozenset(one.connection for other in self.connections.values() for one in other.enrich_from)

    @property
    def feeding(self) -> Mapping[str, Connection]:
        """The connections whose people their directories get: all but `enriching`."""
        return {name: one for name, one in self.connections.items() if name not in self.enriching}

    def regions_of(self, connection: str) -> tuple[Region, ...]:
        """The list of regions that the people of a connection are matched against."""
        own = self.connections[connection].regions
        return self.regions if own is None else own

    def position(self, *key: str | int) -> Position:
        """Line and column of a key, or of the nearest one above it that stands in the file; (0, 0) for none."""
        while key:
            if key in self.positions:
                return self.positions[key]
            key = key[:-1]
        return (0, 0)
