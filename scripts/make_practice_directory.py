"""Make examples/acme/practice.db: what Acme's Atlassian directory holds before anyone previews.

The people are those of examples/acme/exports. Most accounts are as an identity provider's own provisioning left them:
first name, last name, no time zone. A few are in the states that a preview has to tell apart; FATES names them.

    python scripts/make_practice_directory.py
"""

import asyncio
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from nameplate.config import load_config
from nameplate.directory import load_sandbox
from nameplate.mapping import Mapped, Mapper, compile_mappings
from nameplate.model import ATTRIBUTES, SourceUser, scim_user
from nameplate.plugins import load_plugins
from nameplate.reading import open_source

ACME = Path(__file__).parent.parent / "examples" / "acme"
SPACE = uuid.UUID("6f1c1a5e-5a0c-4d4e-9a57-0d7f2b1f0a11")

AS_PLANNED = frozenset(
    """anais.lefevre arjun.iyer aroha.ngata bjorn.akesson chiara.bernasconi chloe.tremblay gudrun.jonsdottir
    imani.okafor jan.vandermeer kevin.nguyen kimberly.begay linh.pham linnea.virtanen lukas.schaefer
    mariacristina.delacruz mehmet.ozturk nurul.aisyah santiago.fernandez siobhan.nidhomhnaill teller
    weiling.tan wulandari zarghuna""".split()
)
"""Accounts that hold what the mappings give."""

MISSING = frozenset(
    """chloe.dubois haeun.jung irem.sahin misaki.sato priscilla.lima sho.nakamura somchai.jaidee subin.namgung
    valentina.rojas yui.watanabe""".split()
)
"""People who have no account yet."""

DEACTIVATED = frozenset({"grace.adeyemi", "noa.levi", "yijun.chen"})
"""Accounts that are inactive; their people are not."""

WITHOUT_EXTERNAL_ID = frozenset({"oliver.hughes", "fatima.benali"})
"""Accounts that were made by hand and are adopted."""

OTHER_TOOL = frozenset({"urs.buergi"})
"""Accounts that another tool provisions."""

OLD_ADDRESSES = {
    "james.oneill": "james.neill@acme.example",
    "joao.silva": "luiz.almeida@acme.example",
    "luiz.almeida": "joao.silva@acme.example",
    "ivana.petrovic": "ivana.petrovic@acme.example",
    "erzsebet.szabone": "erzsebet.toth@acme.example",
}
"""Accounts whose addresses changed since: taken by another account, swapped, moved to another domain, or just new."""

STRANGERS = (
    ("james.oneill@acme.example", "Front desk Dallas", True),
    ("build-robot@acme.example", "Build robot", True),
    ("agnes.nemeth@acme.example", "Agnes Nemeth", True),
    ("old.hand@acme.example", "Old Hand", False),
)
"""Accounts that no identity provider knows: address, display name, active."""


async def mapped_people() -> list[tuple[SourceUser, Mapped]]:
    """Everyone with a payload, as the mappings give it today."""
    plugins = load_plugins()
    config = load_config(ACME / "nameplate.yaml", plugins.connectors)
    mapper: Mapper = compile_mappings(config, plugins)
    people = []
    for connection in config.connections:
        source = open_source(config, plugins, connection, mapper.needs[connection])
        async for page in source.pages():
            for person in page:
                mapped = mapper.map(person, connection)
                if isinstance(person, SourceUser) and not mapped.excluded and mapped.values[1]:
                    people.append((person, mapped))
    return people


def resources(people: list[tuple[SourceUser, Mapped]]) -> Iterator[dict[str, Any]]:
    """The directory's user resources; one an address."""
    seen: set[str] = set()
    for person, mapped in people:
        address = mapped.values[1] or ""
        if address not in seen and address.partition("@")[0] not in MISSING:
            seen.add(address)
            yield account(person, mapped, address.partition("@")[0])
    for address, name, active in STRANGERS:
        yield identified(
            {
                "userName": address.replace("james.oneill", "front-desk"),
                "displayName": name,
                "emails": [{"value": address, "type": "work", "primary": True}],
                "active": active,
            }
        )


def account(person: SourceUser, mapped: Mapped, key: str) -> dict[str, Any]:
    """One person's account."""
    values = list(mapped.values)
    if key not in AS_PLANNED:
        names = {"display_name": f"{person.given_name} {person.family_name}".strip()[:100], "public_name": ""}
        left_out = {"timezone": "", "preferred_language": "", "location": ""}
        for index, attribute in enumerate(ATTRIBUTES):
            values[index] = {**names, **left_out}.get(attribute.name, values[index])
    address = OLD_ADDRESSES.get(key, values[1])
    values[0] = values[1] = address
    values[-1] = "false" if key in DEACTIVATED or (key in AS_PLANNED and not person.active) else "true"
    user = scim_user(person.id, tuple(values), "core" if len(key) % 2 else "both")
    if key in WITHOUT_EXTERNAL_ID:
        del user["externalId"]
    if key in OTHER_TOOL:
        user["externalId"] = f"hr-{key}"
    return identified(user)


def identified(user: dict[str, Any]) -> dict[str, Any]:
    """The resource with an id that is the same at every run."""
    then = "2025-03-03T09:00:00Z"
    meta = {"resourceType": "User", "created": then, "lastModified": then}
    return {"id": str(uuid.uuid5(SPACE, user["userName"])), **user, "meta": meta}


def main() -> None:
    """Write the file."""
    target = ACME / "practice.db"
    target.unlink(missing_ok=True)
    load_sandbox(target, resources(asyncio.run(mapped_people())))
    print(f"{target} is written.")


if __name__ == "__main__":
    main()
