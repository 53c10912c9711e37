"""The pages give everybody the payload that `nameplate map` gives."""

import asyncio

from nameplate.config import load_config
from nameplate.mapping import compile_mappings
from nameplate.web.workbench.edit import version
from nameplate.web.workbench.people import reading
from nameplate.web.workbench.trials import ExampleFiles


def test_a_mapping_in_the_workbench_maps_as_everywhere(acme, plugins):
    """The saved text as an edit, compiled from its copy, maps every person of every connection as the mapper does."""
    config = load_config(acme / "nameplate.yaml", plugins.connectors)
    mapper = compile_mappings(config, plugins)
    checked = 0

    async def compare(connection: str, edited) -> int:
        people = 0
        async for page in reading(config, plugins, connection, mapper.needs[connection]):
            for person in page:
                assert edited.map(person, connection) == mapper.map(person, connection)
                people += 1
        return people

    for path in sorted((acme / "mappings").glob("*.j2")):
        found = version(config, plugins, path.name, path.read_text("utf-8"), ExampleFiles())
        assert found.mapper is not None
        assert found.mapper.needs == mapper.needs
        assert found.mapper.mappings_hash == mapper.mappings_hash
        checked += sum(asyncio.run(compare(name, found.mapper)) for name in config.connections)
    assert checked > 500
