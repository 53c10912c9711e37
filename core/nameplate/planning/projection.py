"""Payloads and accounts as text that is equal when nothing differs, so that a million are compared quickly.

Only the attributes that some mapping of the directory manages are looked at. The text is a fast lane and never the
last word: where two texts differ, the values are compared one by one.
"""

from collections.abc import Iterable
from operator import itemgetter

import msgspec

from nameplate.model import ATTRIBUTES, Account, Values
from nameplate.model.attributes import ACTIVE, DISPLAY_NAME, EMAIL, INDEX, USER_NAME

SEPARATOR = "\x1f"
KEPT = "\x1e"
"""Stands for a value that is not sent; no account has it, so such payloads are compared value by value."""

ORGANIZATION, DEPARTMENT = INDEX["organization"], INDEX["department"]

encode_account = msgspec.json.Encoder().encode
decode_account = msgspec.json.Decoder(Account).decode


class Projection:
    """Text of the attributes at `managed` (indexes into ATTRIBUTES), beside user name, e-mail and active.

    With `whole`, accounts are kept with all their values, whatever is managed.
    """

    def __init__(self, managed: Iterable[int], *, whole: bool = False) -> None:
        self.indexes = tuple(sorted({USER_NAME, EMAIL, ACTIVE, *managed}))
        self._pick = itemgetter(*self.indexes)
        self._separators = len(self.indexes) - 1
        self._whole = whole

    def desired(self, values: Values) -> str:
        """The payload as text."""
        picked = self._pick(values)
        try:
            return SEPARATOR.join(picked)
        except TypeError:
            return SEPARATOR.join([KEPT if value is None else value for value in picked])

    def values(self, text: str) -> Values:
        """The payload in its text; None where it is not sent."""
        values: list[str | None] = [None] * len(ATTRIBUTES)
        for index, value in zip(self.indexes, text.split(SEPARATOR), strict=True):
            values[index] = None if value == KEPT else value
        return tuple(values)

    def existing(self, account: Account) -> tuple[str, int, bytes | str]:
        """The account as text, which twins it has, and all of it where that is not enough ("" where it is).

        Where all of it is kept, the text equals no payload's.

        The twins' bits: 1, the enterprise extension has the same organization; 2, the same department.
        """
        values = account.values
        organization, department = account.enterprise_organization, account.enterprise_department
        simple = not self._whole
        twins = 0
        if organization:
            twins, simple = 1, simple and organization == values[ORGANIZATION]
        if department:
            twins, simple = twins | 2, simple and department == values[DEPARTMENT]
        text = SEPARATOR.join(self._pick(values))
        if simple and text.count(SEPARATOR) == self._separators:
            return text, twins, ""
        return "", twins, encode_account(account)

    def account(
        self,
        text: str,
        twins: int,
        whole: bytes | str,
        *,
        account_id: str,
        external_id: str,
        atlassian_id: str,
        display_name: str,
    ) -> Account:
        """The account in its text, or in `whole` where that isn't ""; "" for what is not managed."""
        if whole:
            return decode_account(whole)
        values = [""] * len(ATTRIBUTES)
        values[DISPLAY_NAME] = display_name
        for index, value in zip(self.indexes, text.split(SEPARATOR), strict=True):
            values[index] = value
        return Account(
            account_id,
            external_id,
            tuple(values),
            values[ORGANIZATION] if twins & 1 else "",
            values[DEPARTMENT] if twins & 2 else "",
            atlassian_id,
        )


def alike(desired: str, existing: str) -> bool:
    """Whether two texts that are not equal differ in nothing that would be sent, as far as text tells.

    True is certain; False only sends the person on to the full comparison.
    """
    mine, theirs = desired.split(SEPARATOR), existing.split(SEPARATOR)
    if len(mine) != len(theirs):
        return False
    if mine[-1] == theirs[-1] == "false":
        return True
    return all(want in (have, KEPT) for want, have in zip(mine, theirs, strict=True))
