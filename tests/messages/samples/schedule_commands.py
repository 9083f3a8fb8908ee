"""Examples of the commands on the topic `commands.schedule`."""

from typing import Final

from tests.messages.samples.people import ANA, BUCHAREST, EVERYWHERE, JOHN, SLOT, Json, command

SEARCH: Final[Json] = {
    "meeting_type": "sales_meeting",
    "duration_minutes": 45,
    "preferred_time": {"local": "2026-03-30T10:00", "time_zone": BUCHAREST},
    "window": {"start": "2026-03-30T00:00:00+03:00", "end": "2026-04-04T00:00:00+03:00"},
    "time_zone": BUCHAREST,
    "working_hours": {
        "days": ["monday", "tuesday", "wednesday", "thursday"],
        "start": "09:00",
        "end": "17:00",
    },
    "exceptions": [{"date": "2026-04-02", "start": "09:00", "end": "13:00"}, {"date": "2026-04-03"}],
    "step_minutes": 15,
    "gap_before_minutes": 10,
    "gap_after_minutes": 10,
    "minimum_notice_minutes": 120,
    "excluded_days": ["2026-04-01", "friday"],
    "on_not_visible": "treat_free",
}
PEOPLE: Final[list[Json]] = [
    {"email": ANA, "name": "Ana Pop"},
    {
        "email": JOHN,
        "required": False,
        "time_zone": "America/New_York",
        "working_hours": [
            {"days": ["monday", "tuesday"], "start": "08:00", "end": "12:00"},
            {"days": ["monday", "tuesday"], "start": "13:00", "end": "18:00"},
        ],
        "exceptions": [{"date": "2026-04-03"}],
    },
]

SCHEDULE: Final[dict[str, Json]] = {
    "schedule_meeting/smallest": command(
        "schedule_meeting", "demo", title="Demo", participants=[{"email": ANA}]
    ),
    "schedule_meeting/full": command(
        "schedule_meeting",
        "full",
        **EVERYWHERE,
        title="Demo VAI",
        description="Prezentarea produsului și întrebări.",
        participants=PEOPLE,
        **SEARCH,
        location="Strada Exemplu 1, București",
        conference="meet",
        reminders=[{"method": "email", "minutes": 1440}, {"method": "popup", "minutes": 10}],
        follow_up_actions=[
            {
                "title": "Trimite oferta",
                "description": "Cu prețurile discutate.",
                "due": "2026-04-02T09:00:00+03:00",
                "follow_up_type": "offer",
                "keep_due": False,
                "priority": "high",
            }
        ],
        calendar_id="primary",
        send_updates="all",
    ),
    "schedule_meeting/exact_slot": command(
        "schedule_meeting", "slot", title="Demo", participants=[{"email": ANA}], slot=SLOT
    ),
    "schedule_meeting/held_slot": command(
        "schedule_meeting", "held", title="Demo", participants=[{"email": ANA}], hold_id="hold-3c1f"
    ),
    "check_availability/smallest": command("check_availability", "ask", participants=[{"email": ANA}]),
    "check_availability/in_english": command(
        "check_availability",
        "en",
        locale="en",
        participants=[{"email": ANA}, {"email": "ben@example.com", "required": False}],
        duration_minutes=60,
        window={"start": "2026-03-30T00:00:00+03:00", "end": "2026-03-31T00:00:00+03:00"},
        limit=5,
    ),
    "check_availability/full": command(
        "check_availability", "all", **EVERYWHERE, participants=PEOPLE, **SEARCH, limit=20
    ),
    "check_availability/exact_slot": command(
        "check_availability", "when", participants=[{"email": ANA}], slot=SLOT
    ),
    "hold_slot/smallest": command("hold_slot", "hold", slot=SLOT, participants=[{"email": ANA}]),
    "hold_slot/full": command(
        "hold_slot", "hold2", **EVERYWHERE, slot=SLOT, participants=PEOPLE, ttl_seconds=900
    ),
    "release_hold/smallest": command("release_hold", "free", hold_id="hold-3c1f"),
    "release_hold/full": command("release_hold", "free2", **EVERYWHERE, hold_id="hold-3c1f"),
}
