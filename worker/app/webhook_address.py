"""Where Google may post its notifications to."""

from worker.http.webhook import PATH
from worker.settings.model import Settings


def webhook_of(settings: Settings) -> str | None:
    """Return where Google posts its notifications to, if it can."""
    public = settings.http.public_url
    return None if public is None else f"{public.rstrip('/')}{PATH}"
