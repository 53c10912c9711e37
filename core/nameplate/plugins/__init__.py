"""What an integrator imports: the connector's base, the table of fields, the hooks, the errors."""

from nameplate.config.secrets import NamedSecret, Secret
from nameplate.errors import (
    PermissionMissing,
    ReadError,
    RecordError,
    SignInRefused,
    Unavailable,
    UnexpectedAnswer,
    UnknownGroup,
)
from nameplate.findings import Finding, Level, finding
from nameplate.locales import country_code
from nameplate.model import Action, Change, SourceUser
from nameplate.plugins.connector import AnyConnector, Connector, Page, Query, Scope, needed
from nameplate.plugins.fields import Field, Record
from nameplate.plugins.hooks import Filter, Global, Guard, Limit, PlanReader, hookimpl
from nameplate.plugins.loading import load_plugins
from nameplate.plugins.registry import PluginInfo, PluginProblem, Plugins
from nameplate.plugins.settings import Settings

__all__ = [
    "Action",
    "AnyConnector",
    "Change",
    "Connector",
    "Field",
    "Filter",
    "Finding",
    "Global",
    "Guard",
    "Level",
    "Limit",
    "NamedSecret",
    "Page",
    "PermissionMissing",
    "PlanReader",
    "PluginInfo",
    "PluginProblem",
    "Plugins",
    "Query",
    "ReadError",
    "Record",
    "RecordError",
    "Scope",
    "Secret",
    "Settings",
    "SignInRefused",
    "SourceUser",
    "Unavailable",
    "UnexpectedAnswer",
    "UnknownGroup",
    "country_code",
    "finding",
    "hookimpl",
    "load_plugins",
    "needed",
]
