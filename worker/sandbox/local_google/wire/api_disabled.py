"""A project whose Calendar API, or billing, is off: everything is refused until an operator acts [O7]."""

from http import HTTPStatus

from worker.sandbox.local_google.identity.accounts import Caller
from worker.sandbox.local_google.wire.refusals import Refusal
from worker.sandbox.local_google.world import World


def check_api(world: World, caller: Caller) -> None:
    """Refuse a program's call; people go on in their own pages."""
    if caller.by_hand or world.behaviour.api == "enabled":
        return
    if world.behaviour.api == "billing_disabled":
        message = f"This API method requires billing to be enabled. Enable it on project {caller.project}."
        raise Refusal(HTTPStatus.FORBIDDEN, "forbidden", message, info="BILLING_DISABLED")
    message = f"Google Calendar API has not been used in project {caller.project} before or it is disabled."
    raise Refusal(HTTPStatus.FORBIDDEN, "accessNotConfigured", message, info="SERVICE_DISABLED")
