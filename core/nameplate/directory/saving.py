"""Copy a directory into a sandbox, to practise on."""

from pathlib import Path
from typing import Any

from nameplate.directory.client import DirectoryClient
from nameplate.directory.sandbox import load_sandbox


async def save_to_sandbox(client: DirectoryClient, path: Path) -> int:
    """Write the directory's users to a sandbox's file, whole or not at all; how many they are.

    Raises:
        DirectoryError: The directory can't be listed completely.
    """
    resources: list[dict[str, Any]] = []
    async for page in client.resources():
        resources.extend(page)
    load_sandbox(path, resources)
    return len(resources)
