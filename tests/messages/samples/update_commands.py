"""Examples of the commands on the topic `commands.update`."""

from typing import Final

from tests.messages.samples.people import ANA, EVENT_ID, EVERYWHERE, JOHN, MARIA, SLOT, Json, command
from tests.messages.samples.schedule_commands import SEARCH

UPDATE: Final[dict[str, Json]] = {
    "update_status/smallest": command("update_status", "won", event_id=EVENT_ID, status="won"),
    "update_status/full": command(
        "update_status",
        "won2",
        **EVERYWHERE,
        event_id=EVENT_ID,
        status="amânat",
        notes="Clientul cere o săptămână.",
        calendar_id=MARIA,
    ),
    "reschedule_meeting/smallest": command("reschedule_meeting", "move", event_id=EVENT_ID),
    "reschedule_meeting/full": command(
        "reschedule_meeting",
        "move2",
        **EVERYWHERE,
        event_id=EVENT_ID,
        **SEARCH,
        calendar_id=MARIA,
        send_updates="externalOnly",
    ),
    "reschedule_meeting/exact_slot": command("reschedule_meeting", "move3", event_id=EVENT_ID, slot=SLOT),
    "reschedule_meeting/held_slot": command(
        "reschedule_meeting", "move4", event_id=EVENT_ID, hold_id="hold-3c1f"
    ),
    "update_meeting/smallest": command("update_meeting", "name", event_id=EVENT_ID, title="Demo VAI 2"),
    "update_meeting/full": command(
        "update_meeting",
        "name2",
        **EVERYWHERE,
        event_id=EVENT_ID,
        title="Demo VAI 2",
        description="Prezentarea versiunii noi.",
        location="",
        add_participants=[{"email": JOHN, "required": False}],
        remove_participants=[ANA],
        calendar_id=MARIA,
        send_updates="all",
    ),
    "cancel_meeting/smallest": command("cancel_meeting", "off", event_id=EVENT_ID),
    "cancel_meeting/full": command(
        "cancel_meeting",
        "off2",
        **EVERYWHERE,
        event_id=EVENT_ID,
        reason="Clientul a renunțat.",
        calendar_id=MARIA,
        send_updates="none",
    ),
    "create_follow_up/smallest": command(
        "create_follow_up", "todo", title="Sună clientul", due="2026-04-02T09:00:00+03:00"
    ),
    "create_follow_up/full": command(
        "create_follow_up",
        "todo2",
        **EVERYWHERE,
        title="Trimite oferta",
        description="Cu prețurile discutate.",
        due="2026-04-02T09:00:00+03:00",
        keep_due=True,
        priority="urgent",
        follow_up_type="offer",
        event_id=EVENT_ID,
        reminders=[{"method": "popup", "minutes": 30}],
        calendar_id=MARIA,
    ),
}
