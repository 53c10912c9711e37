"""Durations as people write them: `24h`, `90m`, `7d`."""

import re
from datetime import timedelta
from typing import Any

UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
DURATION = re.compile(r"\s*(\d+(?:\.\d+)?)\s*([smhdw])\s*")


def parse_duration(value: Any) -> Any:
    """A timedelta from text such as `24h`; anything else passes through, for pydantic to judge.

    Raises:
        ValueError: The text is not a duration.
    """
    if not isinstance(value, str):
        return value
    match = DURATION.fullmatch(value)
    if match is None:
        raise ValueError(f"{value!r} is not a duration such as 24h, 90m or 7d")
    return timedelta(**{UNITS[match[2]]: float(match[1])})
