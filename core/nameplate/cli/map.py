"""`nameplate map`: the payloads, one JSON object a line."""

import asyncio
import sys
from collections.abc import Iterable
from contextlib import aclosing
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from nameplate.cli.common import config_option, load, people_options, refuse_unknown
from nameplate.cli.failures import say
from nameplate.cli.progress import TerminalProgress
from nameplate.errors import ReadError
from nameplate.model import Progress, scim_user

if TYPE_CHECKING:
    from nameplate.config import Config
    from nameplate.findings import Finding
    from nameplate.mapping import Mapped, Mapper
    from nameplate.plugins import Plugins

FAILED = 1


@click.command("map")
@config_option
@people_options
@click.pass_context
def command(
    ctx: click.Context,
    config: Path,
    connections: tuple[str, ...],
    regions: tuple[str, ...],
    users: tuple[str, ...],
) -> None:
    r"""Print what each person's rules give, as SCIM users, one JSON object a line; Atlassian is not asked.

    A blocked person has `"blocked": true` and the payload as far as it is valid; people out of scope are left out.

    \b
        nameplate map > payloads.jsonl
        nameplate map --region japan | head
        nameplate map --user taro@acme.example
    """
    from nameplate.mapping import compile_mappings

    loaded, plugins = load(config)
    refuse_unknown(loaded, connections, regions)
    mapper = compile_mappings(loaded, plugins)
    wanted = Wanted(connections, regions, users)
    with TerminalProgress() as progress:
        failed = asyncio.run(_print_all(loaded, plugins, mapper, wanted, progress))
    _tell(mapper.notes())
    ctx.exit(FAILED if failed else 0)


class Wanted:
    """Whose payloads are printed; empty chooses everybody.

    Args:
        users: Addresses, user names or source ids, in any case.
    """

    def __init__(self, connections: tuple[str, ...], regions: tuple[str, ...], users: tuple[str, ...]) -> None:
        self.connections = frozenset(connections)
        self._regions = frozenset(regions)
        self._users = frozenset(user.casefold() for user in users)

    def takes(self, mapped: "Mapped") -> bool:
        """Whether a person is printed."""
        if mapped.excluded or (self._regions and mapped.region not in self._regions):
            return False
        names = (mapped.source_id, mapped.email, mapped.user_name, *mapped.values[:2])
        return not self._users or any(name and name.casefold() in self._users for name in names)


async def _print_all(
    config: "Config", plugins: "Plugins", mapper: "Mapper", wanted: Wanted, progress: Progress
) -> bool:
    """Connection by connection, in the configuration's order; whether a read failed."""
    from nameplate.reading import open_source

    out = sys.stdout.buffer
    failed = False
    for name in config.connections:
        if name not in (wanted.connections or config.feeding):
            continue
        source = open_source(config, plugins, name, mapper.needs[name], progress=progress)
        try:
            async with aclosing(source.pages()) as pages:
                async for page in pages:
                    people = (mapper.map(person, name) for person in page)
                    _print_page(out, config, name, [mapped for mapped in people if wanted.takes(mapped)])
        except ReadError as error:
            failed = True
            say(f"{name} was not read to its end: {error}")
        _tell(source.status.findings)
    out.flush()
    return failed


def _tell(remarks: Iterable["Finding"]) -> None:
    """Say the findings on a read, or on the whole run, which are no one person's."""
    for one in remarks:
        say(f"{one.level}: {one.address and f'{one.address}: '}{one.message} [{one.code}]")


def _print_page(out: BinaryIO, config: "Config", connection: str, people: list["Mapped"]) -> None:
    import orjson

    directory = config.connections[connection].directory
    places = config.directories[directory].attributes_in
    for mapped in people:
        payload = scim_user(mapped.source_id, mapped.values, places)
        out.write(orjson.dumps(_line(mapped, connection, directory, payload), option=orjson.OPT_APPEND_NEWLINE))
    out.flush()


def _line(mapped: "Mapped", connection: str, directory: str, payload: dict[str, Any]) -> dict[str, Any]:
    from nameplate.reports.objects import finding_object

    row: dict[str, Any] = {
        "connection": connection,
        "directory": directory,
        "region": mapped.region or None,
        "source_id": mapped.source_id or None,
        "payload": payload,
        "findings": [finding_object(found) for found in mapped.findings],
    }
    if mapped.blocked:
        row["blocked"] = True
    return row
