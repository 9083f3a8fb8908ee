"""The reader of a calendar's changes, as the contract makes one: it folds, and ignores repeats."""

from datetime import UTC, datetime
from typing import Any

from tests.support.agent import Agent, value_of
from worker.engine.record import Record
from worker.sandbox.local_google.control.person import Person

Json = dict[str, Any]


def told(agent: Agent, user_id: str, after: int = 0) -> list[Record]:
    """Return the records of somebody's primary calendar above a sequence, each once, in order of arrival."""
    highest, found = after, []
    key = f"{user_id}/{user_id}".encode()
    for record in agent.seen:
        if record.topic == agent.stage.topics.changes and record.key == key:
            sequence = value_of(record).get("sequence", 0)  # a reminder stands in none
            if sequence > highest:
                highest = sequence
                found.append(record)
    return found


async def told_in_time(agent: Agent, user_id: str, count: int, after: int = 0) -> list[Record]:
    """Wait for so many of them."""
    key = f"{user_id}/{user_id}".encode()

    def is_news(record: Record) -> bool:
        return record.key == key and value_of(record).get("sequence", 0) > after

    await agent.arrived(is_news, count, within=30)
    return told(agent, user_id, after)


def kind(record: Record) -> str:
    return dict(record.headers)["ce_type"].decode().rpartition(".")[2]


def present(records: list[Record]) -> dict[str, Json]:
    """Return what is there by all that was told, as `shown` writes it."""
    after = {body["event_id"]: body["after"] for body in map(value_of, records) if "event_id" in body}
    return {event_id: bare(event) for event_id, event in after.items() if event is not None}


async def shown(person: Person) -> dict[str, Json]:
    """Return what a person sees in their calendar, as a change's `after` would tell it."""
    items: list[Json] = []
    page: Json = {"nextPageToken": None}
    while "nextPageToken" in page:
        asked = {"pageToken": page["nextPageToken"]} if page["nextPageToken"] else {}
        page = await person.list(maxResults="2", **asked)
        items += page["items"]
    return {item["id"]: as_told(item, page["summary"]) for item in items if item["status"] != "cancelled"}


def as_told(item: Json, calendar_id: str) -> Json:
    """Return the fields of an event by the contract, from Google's own words."""
    return {
        "id": item["id"],
        "calendar_id": calendar_id,
        "status": item["status"],
        "title": item.get("summary", ""),
        "start": moment(item["start"]),
        "end": moment(item["end"]),
        "time_zone": item["start"].get("timeZone"),
        "meet_url": item.get("hangoutLink"),
        "html_link": item["htmlLink"],
        "attendees": [guest(one) for one in item.get("attendees", [])],
        "description": item.get("description", ""),
        "location": item.get("location"),
        "all_day": "date" in item["start"],
        "recurrence": item.get("recurrence", []),
        "recurring_event_id": item.get("recurringEventId"),
        "original_start": first_place(item.get("originalStartTime", {})),
    }


def moment(at: Json) -> str:
    """Return a day, or an instant in UTC."""
    return at.get("date") or in_utc(at["dateTime"])


def in_utc(instant: str) -> str:
    return datetime.fromisoformat(instant).astimezone(UTC).isoformat()


def first_place(at: Json) -> str | None:
    place: str | None = at.get("dateTime") or at.get("date")
    return place


def guest(one: Json) -> Json:
    return {
        "email": one["email"],
        "name": one.get("displayName"),
        "response": one["responseStatus"],
        "optional": one.get("optional", False),
        "organizer": one.get("organizer", False),
    }


def bare(after: Json) -> Json:
    """Return a change's event with its times as `as_told` writes them, and without what only we know."""
    known = {name: value for name, value in after.items() if name != "meet_status"}
    times = {name: after[name] for name in ("start", "end")}
    if after["all_day"]:
        return {**known, **{name: time["local"][:10] for name, time in times.items()}}
    return {**known, **{name: in_utc(time["utc"]) for name, time in times.items()}}
