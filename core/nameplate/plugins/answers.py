"""What an identity provider's HTTP answer means: JSON to read on, or one of the read errors.

For connectors, so that each service's refusals are told in the same words. Nothing here does I/O.
"""

import re
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, NoReturn
from urllib.parse import SplitResult, urlsplit

import orjson

from nameplate.config.secrets import redact
from nameplate.errors import PermissionMissing, ReadError, SignInRefused, Unavailable, UnexpectedAnswer

LARGEST_BODY = 64 * 1024 * 1024
"""Bytes that one answer may have; the largest real page, 999 people with all they have, is a tenth of it."""

ASKED_WRONGLY = "Check `scope`, and the paths into records that mappings and `fields` have."
ASKED_ELSEWHERE = "Check `scope` and the addresses in `settings`."
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
"""What some servers send before JSON, and RFC 8259 lets a reader pass over."""
DEFAULT_PORTS = {"http": 80, "https": 443}

SECRETS = re.compile(r"(?i)\b(bearer|ssws|dpop|basic)\s+[^\s\"'<>,]+|\beyJ[\w-]+\.[\w-]+(?:\.[\w-]*)?")
MESSAGES = ("errorSummary", "error_description", "errorMessage", "detail", "message")
"""Where services put an error's message in words: Okta, OAuth, Keycloak, SCIM and RFC 9457, and many others."""
TITLE = re.compile(r"<title[^>]*>(.*?)</title>", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True)
class Service:
    """How a service is called in messages, and what its refusals ask for."""

    name: str
    """Such as `Microsoft Graph`."""
    sign_in: str
    """What to do when it does not accept the credentials (401)."""
    permission: str
    """What to grant when it forbids (403)."""


@dataclass(frozen=True)
class Answer:
    """An HTTP answer: status, headers with lower-case names, and the whole body."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def retry_after(self) -> float | None:
        """Seconds that `Retry-After` asks to wait, as seconds or as a date (RFC 9110 §10.2.3); None without it."""
        text = self.headers.get("retry-after", "").strip()
        if re.fullmatch(r"\d+(\.\d+)?", text):
            return float(text)
        then, now = date(text), date(self.headers.get("date", "")) or datetime.now(UTC)
        return max(0.0, (then - now).total_seconds()) if then else None


def date(text: str) -> datetime | None:
    """The moment of an HTTP date, or None where `text` isn't one."""
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def read_json(answer: Answer, service: Service, request: str) -> Any:
    """The JSON of an answer with status 200; `request` names what was asked for, such as `GET /users`.

    Raises:
        ReadError: It is a refusal, a redirect, cut off, or not JSON.
    """
    if answer.status != 200:  # noqa: PLR2004 -- HTTP's own number
        refuse(answer, service, request)
    try:
        return orjson.loads(answer.body.removeprefix(BYTE_ORDER_MARK))
    except orjson.JSONDecodeError as error:
        raise UnexpectedAnswer(
            f"{service.name} answered {request} with {len(answer.body)} bytes that are not JSON, or were cut off: "
            f"{excerpt(answer.body)}",
            remedy="Try again; if it stays so, see what stands between this machine and the service (a proxy's page?).",
        ) from error


def refuse(answer: Answer, service: Service, request: str) -> NoReturn:
    """Raise the read error for an answer that is not a success."""
    message = f"{service.name} answered {request} with {answer.status}: {said(answer.body, answer.status)}"
    if answer.status == 401:  # noqa: PLR2004
        raise SignInRefused(message, remedy=service.sign_in)
    if answer.status == 403:  # noqa: PLR2004
        raise PermissionMissing(message, remedy=service.permission)
    if answer.status in (408, 425, 429) or answer.status >= 500:  # noqa: PLR2004
        raise Unavailable(message, retry_after=answer.retry_after, remedy="Try again later.")
    if 300 <= answer.status < 400:  # noqa: PLR2004
        target = split(answer.headers.get("location", ""))
        raise UnexpectedAnswer(
            f"{service.name} redirects {request} to {target.hostname or 'nowhere'}; credentials are not sent on.",
            remedy="Set base_url to the address that answers itself.",
        )
    raise UnexpectedAnswer(message, remedy=ASKED_WRONGLY if answer.status == 400 else ASKED_ELSEWHERE)  # noqa: PLR2004


def lost(error: BaseException, service: Service, request: str) -> ReadError:
    """The read error for a request that got no answer: a time-out, a lost connection, an untrusted certificate."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ReadError):
            return cause
        if isinstance(cause, ssl.SSLCertVerificationError):
            reason = getattr(cause, "verify_message", "") or clean(str(cause))
            return UnexpectedAnswer(
                f"The certificate of {service.name} is not trusted ({request}): {reason}",
                remedy="If a proxy or a test server stands there on purpose, set ca_bundle to its certificate.",
            )
        cause = cause.__cause__ or cause.__context__
    slow = isinstance(error, TimeoutError) or "timeout" in type(error).__name__.lower()
    reason = "not within `timeout`" if slow else clean(str(error)) or type(error).__name__
    return Unavailable(
        f"{service.name} did not answer {request}: {reason}",
        remedy="Check the network, the proxy, and `timeout` in the settings; then try again.",
    )


def too_large(service: Service, request: str) -> UnexpectedAnswer:
    """The error for a body of more than LARGEST_BODY bytes."""
    return UnexpectedAnswer(
        f"{service.name} answered {request} with more than {LARGEST_BODY // 1024**2} MiB; no real page is as large.",
        remedy="See what stands between this machine and the service.",
    )


def same_place(link: str, base_url: str) -> bool:
    """Whether a link points below `base_url`: same scheme, host, port, and a path that continues its path."""
    there, base = split(link), split(base_url)
    try:
        same = host(there) == host(base)
    except ValueError:
        return False
    return same and there.username is None and f"{there.path}/".startswith(f"{base.path.rstrip('/')}/")


def split(address: str) -> SplitResult:
    """The parts of an address; of what is none, they are empty."""
    try:
        return urlsplit(address)
    except ValueError:
        return urlsplit("")


def host(address: SplitResult) -> tuple[str, str | None, int | None]:
    """Scheme, host and port, written or not.

    Raises:
        ValueError: The port is none.
    """
    return address.scheme, address.hostname, address.port or DEFAULT_PORTS.get(address.scheme)


def bare(address: str) -> str:
    """An address as a message may show it: without a query, and without a user name and password before the host."""
    return clean(re.sub(r"//[^/?#]*@", "//", address.partition("?")[0]))


def foreign_link(link: str, service: Service, request: str) -> UnexpectedAnswer:
    """The error for a next link that leads away from the configured host; the token is not sent there."""
    return UnexpectedAnswer(
        f"{service.name} answered {request} with a next link to another address, {bare(link)}; it was not followed.",
        remedy="Set base_url to the address that the links name, or see who answers in the service's place.",
    )


def said(body: bytes, status: int | None = None) -> str:
    """What the server said in an error's body, as one line without secrets; the `status` at its start is left out."""
    words = own_words(body) or excerpt(body)
    return re.sub(rf"^{status}\b[\s:]*", "", words) or excerpt(body)


def own_words(body: bytes) -> str:
    """The code and the message in the JSON of an error, or ""."""
    try:
        data = orjson.loads(body)
    except orjson.JSONDecodeError:
        return ""
    if not isinstance(data, dict):
        return ""
    inner = data.get("error")
    words = (
        (inner.get("code"), inner.get("message"))
        if isinstance(inner, dict)
        else (data.get("errorCode") or inner, next((data[key] for key in MESSAGES if data.get(key)), None))
    )
    return clean(": ".join(str(word) for word in words if word))


def excerpt(body: bytes) -> str:
    """The beginning of a body that isn't JSON, or its HTML title, as one line without secrets."""
    text = body[:2000].decode("utf-8", "replace")
    title = TITLE.search(text)
    return clean(title[1] if title else text)[:120] or "(nothing)"


def clean(text: str) -> str:
    """`text` as one printable line of at most 300 characters, with anything like a credential taken out."""
    shown = "".join(sign if sign.isprintable() else " " for sign in SECRETS.sub("***", redact(text)))
    return " ".join(shown.split())[:300]
