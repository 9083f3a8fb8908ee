"""Google Meet: conferences are made on request, and may take a while [D].

Conference data in a body counts only with `conferenceDataVersion=1`. The same request id
again is ignored; a pending request becomes a success or a failure later.
"""

import secrets
import string
from datetime import datetime
from typing import Any

from worker.sandbox.local_google.behaviour import Behaviour
from worker.sandbox.local_google.events.meeting import Conference
from worker.sandbox.local_google.json_types import Json
from worker.sandbox.local_google.wire.refusals import invalid, not_implemented

SOLUTION_KEY = {"type": "hangoutsMeet"}
CODE_GROUPS = (3, 4, 3)


def wanted_conference(
    given: Any, current: Conference | None, behaviour: Behaviour, now: datetime
) -> Conference | None:
    """Return the conference that an event has after a write with this `conferenceData`."""
    if not given:
        return None
    if not isinstance(given, dict):
        raise invalid("Invalid conference data.")
    request = given.get("createRequest")
    if not isinstance(request, dict):
        return _same_conference(given, current)
    request_id = request.get("requestId")
    if current and request_id == current.request_id:
        return current
    if not isinstance(request_id, str) or not request_id:
        raise invalid("Missing conference request id.")
    if request.get("conferenceSolutionKey") != SOLUTION_KEY:
        raise invalid("Invalid conference type value.")
    return new_conference(request_id, behaviour, now)


def _same_conference(given: Json, current: Conference | None) -> Conference:
    if current is None or given.get("conferenceId") != current.code:
        raise not_implemented("conference data without createRequest")
    return current


def new_conference(request_id: str, behaviour: Behaviour, now: datetime) -> Conference:
    conference = Conference(
        request_id=request_id,
        status="pending",
        outcome=behaviour.meet,
        code="-".join("".join(secrets.choice(string.ascii_lowercase) for _ in range(n)) for n in CODE_GROUPS),
        reads_left=behaviour.meet_pending_reads,
        ready_at=now + behaviour.meet_pending_for,
    )
    if not behaviour.meet_pending_reads:
        settle(conference, now)
    return conference


def settle(conference: Conference, now: datetime) -> bool:
    """Let a pending conference get ready once its time has come. Return whether it did."""
    if conference.status != "pending" or (conference.ready_at and now < conference.ready_at):
        return False
    conference.status = conference.outcome
    return True


def read(conference: Conference, now: datetime) -> bool:
    """Count one reading of its event. Return whether the conference got ready by it."""
    if conference.status == "pending" and conference.reads_left > 0:
        conference.reads_left -= 1
        return False
    return settle(conference, now)


def link(conference: Conference) -> str:
    return f"https://meet.google.com/{conference.code}"


def conference_data(conference: Conference) -> Json:
    """Return `conferenceData` as an event shows it; without a success there are no entry points [D]."""
    shown: Json = {
        "createRequest": {
            "requestId": conference.request_id,
            "conferenceSolutionKey": dict(SOLUTION_KEY),
            "status": {"statusCode": conference.status},
        }
    }
    if conference.status != "success":
        return shown
    url = link(conference)
    return {
        **shown,
        "entryPoints": [{"entryPointType": "video", "uri": url, "label": url.removeprefix("https://")}],
        "conferenceSolution": {"key": dict(SOLUTION_KEY), "name": "Google Meet"},
        "conferenceId": conference.code,
    }
