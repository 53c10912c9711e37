"""The data that flows through: source users, payloads, accounts, changes."""

from nameplate.model.account import Account, account_from_scim
from nameplate.model.addresses import address_key
from nameplate.model.atlassian_user import AtlassianUser, AttributesIn, scim_user
from nameplate.model.attributes import ATTRIBUTES, Attribute, Kind, Values
from nameplate.model.bad_record import BadRecord
from nameplate.model.change import WRITES, Action, AttributeChange, Change, Identity
from nameplate.model.needs import EVERYTHING, Needs
from nameplate.model.progress import Progress, Quiet
from nameplate.model.source_user import TEXT_FIELDS, SourceUser
from nameplate.model.validation import validate

__all__ = [
    "ATTRIBUTES",
    "EVERYTHING",
    "TEXT_FIELDS",
    "WRITES",
    "Account",
    "Action",
    "AtlassianUser",
    "Attribute",
    "AttributeChange",
    "AttributesIn",
    "BadRecord",
    "Change",
    "Identity",
    "Kind",
    "Needs",
    "Progress",
    "Quiet",
    "SourceUser",
    "Values",
    "account_from_scim",
    "address_key",
    "scim_user",
    "validate",
]
