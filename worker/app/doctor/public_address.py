"""The address at which Google reaches the webhook, asked from here: it may look different from outside."""

from http import HTTPStatus

from aiohttp import ClientConnectorCertificateError, ClientError, ClientSession

from worker.app.doctor.finding import Finding, not_checked, warning, well, wrong
from worker.http.webhook import PATH
from worker.settings.model import Http

SETTING = "VAI_HTTP__PUBLIC_URL"


async def webhook(session: ClientSession, http: Http) -> list[Finding]:
    if http.public_url is None:
        return [
            not_checked(
                f"{SETTING} is not set: `watch_calendar` is refused, and calendars are read now and then"
            )
        ]
    address = f"{http.public_url}{PATH.removeprefix('/')}"
    try:
        async with session.get(address, allow_redirects=False) as response:
            return [answer_as(address, response.status, response.headers.get("Allow", ""))]
    except ClientConnectorCertificateError:
        return [wrong(f"the certificate of {address} is not trusted: Google posts nothing there", SETTING)]
    except (TimeoutError, ClientError, OSError) as error:
        return [unreachable(address, error)]


def answer_as(address: str, status: int, allowed: str) -> Finding:
    """Know our webhook by its refusal: it takes POST, and it was asked by GET."""
    if status == HTTPStatus.METHOD_NOT_ALLOWED and "POST" in allowed:
        return well(f"the webhook answers at {address}")
    return wrong(f"what answers at {address} is not the worker's webhook ({status})", SETTING)


def unreachable(address: str, error: Exception) -> Finding:
    return warning(
        f"nothing answers at {address} ({type(error).__name__}): no worker runs behind it, or it cannot be "
        "reached from here",
        f"start a worker and ask again; then {SETTING}, DNS and the proxy in front",
    )
