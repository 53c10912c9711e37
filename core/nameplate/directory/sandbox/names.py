"""How Atlassian ties the display name to first and last name.

"Combination of first and last name. If you update the display name it also overwrites the attributes for first and
last name."
https://support.atlassian.com/atlassian-cloud/kb/email-address-change-via-user-provisioning-is-not-reflected-on-atlassian/

How it overwrites them isn't documented. The sandbox's rule: the last word becomes the family name and the words
before it the given name; a single word is the given name. Whichever was written last wins.
"""

from typing import Any


def overwrite_names(resource: dict[str, Any]) -> None:
    """The display name was written: take first and last name from it; without one, put it together from them."""
    words = resource.get("displayName", "").split()
    if not words:
        combine_names(resource)
        return
    given, family = (words[:-1], words[-1:]) if len(words) > 1 else (words, [])
    name = {key: value for key, value in resource.get("name", {}).items() if key not in {"givenName", "familyName"}}
    parts = {"givenName": " ".join(given), "familyName": " ".join(family)}
    resource["name"] = {**name, **{key: value for key, value in parts.items() if value}}


def combine_names(resource: dict[str, Any]) -> None:
    """First or last name was written: put the display name together from them."""
    name = resource.get("name", {})
    combined = " ".join(filter(None, (name.get("givenName"), name.get("familyName"))))
    if combined:
        resource["displayName"] = combined
