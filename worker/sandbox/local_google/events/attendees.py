"""The list of attendees, as it is checked and kept."""

import re
from collections.abc import Mapping
from typing import Any

from worker.sandbox.local_google.json_types import Json
from worker.sandbox.local_google.wire.refusals import invalid

ADDRESS = re.compile(r"[^@\s<>,;]+@[^@\s<>,;]+")
RESPONSES = frozenset({"needsAction", "declined", "tentative", "accepted"})
TEXTS = ("displayName", "comment")
SWITCHES = ("optional", "resource")


def clean_attendees(given: Any) -> list[Json]:
    """Return the entries by address, in their order; a repeated address counts once."""
    if not isinstance(given, list):
        raise invalid("Attendees must be a list.")
    entries = (_clean_attendee(entry) for entry in given)
    return list({entry["email"]: entry for entry in entries}.values())


def _clean_attendee(given: Any) -> Json:
    email = given.get("email") if isinstance(given, dict) else None
    if not isinstance(email, str) or not ADDRESS.fullmatch(email):
        raise invalid("Invalid attendee email.")
    kept: Json = {"email": email.lower()}
    for name in TEXTS:
        if given.get(name):
            kept[name] = _checked(given[name], str, name)
    for name in SWITCHES:
        if given.get(name) is not None and _checked(given[name], bool, name):
            kept[name] = True
    if given.get("additionalGuests"):
        kept["additionalGuests"] = _checked(given["additionalGuests"], int, "additionalGuests")
    if given.get("responseStatus") is not None:
        kept["responseStatus"] = _response(given["responseStatus"])
    return kept


def _checked(value: Any, kind: type, name: str) -> Any:
    if not isinstance(value, kind):
        raise invalid(f"Invalid attendee {name}.")
    return value


def _response(given: Any) -> str:
    if given not in RESPONSES:
        raise invalid("Invalid attendee responseStatus.")
    return str(given)


def settled(
    entries: list[Json], organizer: str, before: Mapping[str, Json], *, keep_responses: bool
) -> list[Json]:
    """Fill in what the server decides: a missing response, and what cannot change any more."""
    return [_settled(entry, organizer, before.get(entry["email"]), keep=keep_responses) for entry in entries]


def _settled(entry: Json, organizer: str, before: Json | None, *, keep: bool) -> Json:
    response = "accepted" if entry["email"] == organizer else "needsAction"
    if keep and before:
        response = before["responseStatus"]
    filled = {"responseStatus": response, **entry}
    # `resource` can only be set when the attendee is first added [D].
    if before and before.get("resource", False) != filled.get("resource", False):
        filled.pop("resource", None)
        filled |= {"resource": True} if before.get("resource") else {}
    return filled
