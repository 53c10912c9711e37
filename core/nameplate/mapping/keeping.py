"""`keep()`: the value of an attribute that stays as Atlassian has it."""

from collections.abc import Iterable
from typing import Any, Final, NoReturn, final

from nameplate.errors import RuleError


class StandsAlone(RuleError):
    """A rule does something with `keep()` other than give it as its whole value."""

    def __init__(self) -> None:
        super().__init__(
            "keep() stands alone: it is the whole value of a rule, and can't be changed, compared or put beside text",
            remedy="Give it in a branch of its own, after the filters: {{ user.title | upper if user.title else "
            "keep() }}, or {% if … %}…{% else %}{{ keep() }}{% endif %}.",
        )


@final
class Kept:
    """What `keep()` gives: no text, so that whatever would make another value of it fails.

    It may be set, passed to macros, chosen by `or` and `if`, and printed where nothing else is.
    """

    __slots__ = ()

    def _refuse(self, *_others: object) -> NoReturn:
        raise StandsAlone

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # Python asks whether there is such a method
            raise AttributeError(name)
        raise StandsAlone

    def __eq__(self, other: object) -> NoReturn:
        raise StandsAlone

    def __ne__(self, other: object) -> NoReturn:
        raise StandsAlone

    def __hash__(self) -> NoReturn:
        raise StandsAlone

    __str__ = __format__ = __bool__ = __len__ = __iter__ = __reversed__ = __contains__ = __getitem__ = _refuse
    __int__ = __float__ = __index__ = __abs__ = __neg__ = __pos__ = __round__ = _refuse
    __lt__ = __le__ = __gt__ = __ge__ = _refuse
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __mod__ = __rmod__ = _refuse
    __truediv__ = __rtruediv__ = __floordiv__ = __rfloordiv__ = __pow__ = __rpow__ = _refuse


KEPT: Final = Kept()


def keep() -> Kept:
    """This person's value stays as Atlassian has it; only as the whole value of a block."""
    return KEPT


def alone(parts: Iterable[str | Kept]) -> Kept:
    """What is put out where one of `parts` is `keep()` and the others are white space.

    Raises:
        StandsAlone: They are not.
    """
    kept = 0
    for part in parts:
        if isinstance(part, Kept):
            kept += 1
        elif part.strip():
            raise StandsAlone
    if kept != 1:
        raise StandsAlone
    return KEPT
