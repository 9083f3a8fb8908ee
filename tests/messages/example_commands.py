"""Commands as an agent would send them: `schemas/examples/commands/` is written from them."""

from typing import Any, Final

Json = dict[str, Any]

MARIA: Final = "maria@example.com"
ANA: Final = "ana@client.example"
BUCHAREST: Final = "Europe/Bucharest"

COMMANDS: Final[dict[str, Json]] = {
    "schedule_meeting/smallest": {
        "type": "schedule_meeting",
        "command_id": "7f1c0a52-demo",
        "user_id": MARIA,
        "title": "Demo",
        "participants": [{"email": ANA}],
    },
    "schedule_meeting/full": {
        "type": "schedule_meeting",
        "command_id": "7f1c0a52-full",
        "user_id": MARIA,
        "conversation_id": "conv-42",
        "agent_type": "sales",
        "locale": "ro",
        "deadline": "2026-03-27T10:00:00Z",
        "dry_run": False,
        "title": "Demo VAI",
        "description": "Prezentarea produsului și întrebări.",
        "participants": [
            {"email": ANA, "name": "Ana Pop"},
            {
                "email": "john@client.example",
                "required": False,
                "time_zone": "America/New_York",
                "working_hours": [
                    {"days": ["monday", "tuesday"], "start": "08:00", "end": "12:00"},
                    {"days": ["monday", "tuesday"], "start": "13:00", "end": "18:00"},
                ],
            },
        ],
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
        "step_minutes": 15,
        "gap_before_minutes": 10,
        "gap_after_minutes": 10,
        "minimum_notice_minutes": 120,
        "excluded_days": ["2026-04-01", "friday"],
        "on_not_visible": "treat_free",
        "location": "Strada Exemplu 1, București",
        "conference": "meet",
        "reminders": [{"method": "email", "minutes": 1440}, {"method": "popup", "minutes": 10}],
        "follow_up_actions": [
            {
                "title": "Trimite oferta",
                "description": "Cu prețurile discutate.",
                "due": "2026-04-02T09:00:00+03:00",
                "follow_up_type": "offer",
                "priority": "high",
            }
        ],
        "calendar_id": "primary",
        "send_updates": "all",
    },
    "schedule_meeting/exact_slot": {
        "type": "schedule_meeting",
        "command_id": "7f1c0a52-slot",
        "user_id": MARIA,
        "title": "Demo",
        "participants": [{"email": ANA}],
        "slot": {"start": "2026-03-30T10:00:00+03:00", "end": "2026-03-30T10:45:00+03:00"},
    },
    "check_availability/smallest": {
        "type": "check_availability",
        "command_id": "7f1c0a52-ask",
        "user_id": MARIA,
        "participants": [{"email": ANA}],
    },
    "check_availability/in_english": {
        "type": "check_availability",
        "command_id": "7f1c0a52-en",
        "user_id": MARIA,
        "locale": "en",
        "participants": [{"email": ANA}, {"email": "ben@example.com", "required": False}],
        "duration_minutes": 60,
        "window": {"start": "2026-03-30T00:00:00+03:00", "end": "2026-03-31T00:00:00+03:00"},
        "limit": 5,
    },
    "cancel_meeting/smallest": {
        "type": "cancel_meeting",
        "command_id": "7f1c0a52-off",
        "user_id": MARIA,
        "event_id": "4f2nq7demo",
    },
    "cancel_meeting/full": {
        "type": "cancel_meeting",
        "command_id": "7f1c0a52-off2",
        "user_id": MARIA,
        "event_id": "4f2nq7demo",
        "reason": "Clientul a renunțat.",
        "calendar_id": MARIA,
        "send_updates": "none",
    },
    "sync_calendar/smallest": {
        "type": "sync_calendar",
        "command_id": "7f1c0a52-sync",
        "user_id": MARIA,
    },
    "sync_calendar/full": {
        "type": "sync_calendar",
        "command_id": "7f1c0a52-all",
        "user_id": MARIA,
        "locale": "en",
        "calendar_id": MARIA,
        "full": True,
        "range": {"start": "2026-03-01T00:00:00+02:00", "end": "2026-07-01T00:00:00+03:00"},
    },
}
