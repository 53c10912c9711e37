"""What a call of preview chooses."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from nameplate.planning.parts import Mapper


@dataclass(frozen=True)
class PreviewOptions:
    """Whom to show, and against what.

    `connections`, `regions` and `users` choose whose changes the plan holds; everybody is read all the same.
    `sandbox` is compared with instead of the configured directories. `undo` is a pushed plan whose changes are to be
    undone. `now` replaces the clock, `mapper` a compiled one, and `cache` lets rows stay for the next preview.
    """

    connections: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    users: tuple[str, ...] = ()
    sandbox: Path | None = None
    undo: Path | None = None
    now: datetime | None = None
    mapper: Mapper | None = None
    cache: bool = True
