"""Copy a directory into a sandbox, to practise on."""

from contextlib import aclosing
from pathlib import Path

from nameplate.directory.client import DirectoryClient
from nameplate.directory.sandbox.loading import new_sandbox


async def save_to_sandbox(client: DirectoryClient, path: Path) -> int:
    """Write the directory's users to a sandbox's file, whole or not at all; how many they are.

    Raises:
        DirectoryError: The directory can't be listed completely.
    """
    with new_sandbox(path) as sandbox:
        async with aclosing(client.resources()) as pages:
            async for page in pages:
                sandbox.add(page)
        return sandbox.rows.count()
