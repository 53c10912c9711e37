"""The fields of a form that was sent."""

from urllib.parse import parse_qs

from starlette.exceptions import HTTPException
from starlette.requests import Request

MOST_FIELDS = 50


async def fields(request: Request) -> dict[str, str]:
    r"""Name → value, line ends as `\n`; of several values the last.

    Raises:
        HTTPException: It is not a form of these pages.
    """
    if not request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        raise HTTPException(415, "The pages take forms only.")
    body = await request.body()
    try:
        sent = parse_qs(body.decode("utf-8"), keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="strict")
    except ValueError as error:
        raise HTTPException(400, "The form can't be read.") from error
    return {name: values[-1].replace("\r\n", "\n").replace("\r", "\n") for name, values in sent.items()}
