"""What it means when Microsoft Entra ID gives no token."""

import re
from typing import Any

from azure.core.exceptions import ClientAuthenticationError
from azure.core.pipeline.transport import AioHttpTransport

from nameplate.plugins import ReadError, SignInRefused, Unavailable, UnexpectedAnswer
from nameplate.plugins.answers import Answer, clean, lost, said
from nameplate.plugins.oauth import CLOCK, is_refusal
from nameplate.plugins.proxies import for_aiohttp
from nameplate_azure_ad.service import ELSEWHERE, ENTRA, OTHER_APP, OTHER_TENANT, SIGN_IN
from nameplate_azure_ad.settings import AzureADSettings

SIGNING_IN = "the request for a token"
OK, REQUEST_TIMEOUT, TOO_MANY, SERVER_ERROR = 200, 408, 429, 500
TENANT = re.compile(
    r"AADSTS(50049|50059|50128|90002|90038|90051|900021|900023|900382|900432|500011)\b"
    r"|is an invalid authority|Invalid tenant ID"
)
"""An unknown tenant, or one of another cloud: https://learn.microsoft.com/entra/identity-platform/reference-error-codes,
and what azure-identity says before it asks."""
TIME = re.compile(r"AADSTS700024\b")
"""A certificate's assertion that is not valid yet, or no longer."""
APP = re.compile(r"AADSTS700016\b")
"""No such application in the tenant."""


class Transport(AioHttpTransport):  # type: ignore[misc]  # the SDK hides its type
    """Goes by the environment's proxy, and keeps the last answer, of which the SDK's errors tell a part only."""

    answer: Answer | None = None

    async def send(self, request: Any, **options: Any) -> Any:
        """The answer, read to its end.

        Raises:
            UnexpectedAnswer: The environment's proxy is none.
        """
        self.answer = None
        response: Any = await super().send(request, **options, **for_aiohttp(request.url))
        headers = {name.lower(): value for name, value in response.headers.items()}
        self.answer = Answer(response.status_code, headers, response.content)
        return response


def remedy(settings: AzureADSettings, words: str) -> str:
    """What to do where a sign-in is refused in these words."""
    if TENANT.search(words):
        return OTHER_TENANT
    if TIME.search(words):
        return CLOCK
    return OTHER_APP if APP.search(words) else SIGN_IN[settings.signs_in_with]


def sign_in_error(error: Exception, answer: Answer | None, settings: AzureADSettings) -> ReadError:
    """The read error for what azure-identity raised, after an answer or without one."""
    if answer is not None:
        message = f"{ENTRA.name} answered {SIGNING_IN} with {answer.status}"
        if answer.status in (REQUEST_TIMEOUT, TOO_MANY) or answer.status >= SERVER_ERROR:
            return Unavailable(f"{message}.", retry_after=answer.retry_after, remedy="Try again later.")
        if settings.signs_in_with != "managed" and not is_refusal(answer.body):
            words = ", but without a token." if answer.status == OK else f": {said(answer.body, answer.status)}"
            return UnexpectedAnswer(message + words, remedy=ELSEWHERE)
    if isinstance(error, ClientAuthenticationError):
        first = clean(str(error.message).splitlines()[0] if error.message else type(error).__name__)
        message = f"{ENTRA.name} did not accept the credentials: {first}"
        return SignInRefused(message, remedy=remedy(settings, first))
    return unreachable(error, settings)


def unreachable(error: BaseException, settings: AzureADSettings) -> ReadError:
    """The read error where there is no answer."""
    known = lost(error, ENTRA, SIGNING_IN)
    if isinstance(known, Unavailable) and settings.authority:
        return Unavailable(known.message, remedy=f"See that authority is right. {known.remedy}")
    return known
