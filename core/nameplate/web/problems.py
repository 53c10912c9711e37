"""What a reader sees instead of a page."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from nameplate.errors import ConfigurationError, NameplateError
from nameplate.web.rendering import asks_for_part, page

NOT_FOUND = 404


async def known(request: Request, error: Exception) -> Response:
    """What is wrong, on which input, and what to do next."""
    assert isinstance(error, NameplateError)  # noqa: S101 -- registered for these
    findings = error.findings if isinstance(error, ConfigurationError) else ()
    return problem(request, 409, error.message, error.remedy, findings)


async def http(request: Request, error: Exception) -> Response:
    """A page that isn't there, or a request that doesn't fit."""
    assert isinstance(error, HTTPException)  # noqa: S101 -- registered for these
    if error.status_code == NOT_FOUND:
        headline = error.detail if error.detail != "Not Found" else "There is no such page"
        return problem(request, NOT_FOUND, headline, "It may have been renamed or deleted since.")
    return problem(request, error.status_code, error.detail, "")


async def bug(request: Request, error: Exception) -> Response:
    """What nobody foresaw; the details stay in the terminal."""
    return problem(
        request, 500, f"This is a bug in nameplate: {type(error).__name__}", "The terminal of `nameplate serve` has it."
    )


def problem(request: Request, status: int, headline: str, advice: str, findings: object = ()) -> Response:
    """The page, or a line of text where a script asked for a part."""
    if asks_for_part(request):
        return PlainTextResponse(f"{headline} {advice}".strip(), status)
    return page(
        request, "problem.html.j2", status=status, headline=headline, advice=advice, findings=findings, outside=False
    )
