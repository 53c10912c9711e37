"""Durations as people write them: `24h`, `90m`, `7d`."""

import re
from datetime import timedelta
from typing import Any

UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
DURATION = re.compile(r"\s*(\d+(?:\.\d+)?)\s*([smhdw])\s*")


def parse_duration(value: Any) -> Any:
    """A timedelta from text such as `24h`; anything but text and numbers passes through, for pydantic to judge.

    Raises:
        ValueError: It is not a duration: a number without a unit, other text, or no time at all.
    """
    if isinstance(value, int | float):
        raise ValueError(f"{value} has no unit; write a duration such as 24h, 90m or 7d")  # noqa: TRY004 -- pydantic's way
    if not isinstance(value, str):
        return value
    match = DURATION.fullmatch(value)
    if match is None:
        raise ValueError(f"{value!r} is not a duration such as 24h, 90m or 7d")
    duration = timedelta(**{UNITS[match[2]]: float(match[1])})
    if not duration:
        raise ValueError(f"{value!r} is no time at all; write a duration such as 24h, 90m or 7d")
    return duration
