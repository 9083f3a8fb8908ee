"""What a worker does when it reads a calendar.

The calls are written down by hand, and a test holds them against what the code does: a new
call of a port is a new place to die at, and shows up here. A `!` marks a call that is refused
by arrangement: it has no step after it.
"""

from tests.crashes.by_hand import (
    change_two_events_that_are_read_one_by_one,
    delete_what_google_forgets,
    fail_once_to_list,
    follow,
    schedule_and_rename_by_hand,
    see_it_and_find_out,
    synchronise,
    synchronise_in_full,
    withhold_a_meeting,
)
from tests.crashes.deeds import FOLLOW_UP
from tests.crashes.scenario import BOTH, MADE, Scenario
from worker.domain.event_ids import MEETING

BEGUN = ("commands.claim", "accounts.account", "calendars.known", "synchronisations.begin")
END_MARK = ("", "", "completed")

READING = {
    "synchronise": Scenario(
        prepare=change_two_events_that_are_read_one_by_one,
        act=synchronise,
        calls=(
            *BEGUN,
            "calendar.list_changes",
            "synchronisations.stage",
            "calendar.list_changes",
            "synchronisations.stage",
            "synchronisations.complete",
            "commands.finish",
            "publisher.publish",
            "outbox.pending",
            "publisher.publish",
            "publisher.publish",
            "outbox.published",
        ),
        alive=BOTH[:1],
        changes=(*MADE, ("c-1", MEETING, "moved"), ("c-1", FOLLOW_UP, "cancelled")),
        answered={"c-1": 1, "sync-0": 1, "sync-1": 1},
        answer={"read": 2, "changed": 2, "published": 2, "full": False},
    ),
    "synchronise anew": Scenario(
        prepare=delete_what_google_forgets,
        act=synchronise,
        calls=(
            *BEGUN,
            "calendar.list_changes!",
            "synchronisations.begin_anew",
            "calendar.list_everything",
            "synchronisations.stage",
            "synchronisations.complete",
            "calendar.get",
            "synchronisations.stage",
            "synchronisations.complete",
            "commands.finish",
            "publisher.publish",
            "outbox.pending",
            "publisher.publish",
            "outbox.published",
        ),
        alive=BOTH[1:],
        changes=(*MADE, ("c-1", MEETING, "cancelled")),
        answered={"c-1": 1, "sync-0": 1, "sync-1": 1},
        answer={"read": 2, "changed": 2, "published": 1, "full": False},
    ),
    "synchronise in full": Scenario(
        prepare=fail_once_to_list,
        act=synchronise_in_full,
        calls=(
            *BEGUN,
            "calendar.list_everything!",
            "synchronisations.give_up",
            "commands.release",
            *BEGUN,
            "calendar.list_everything",
            "synchronisations.stage",
            "synchronisations.complete",
            "commands.finish",
            "publisher.publish",
            "outbox.pending",
            "publisher.publish",
            "publisher.publish",
            "publisher.publish",
            "outbox.published",
        ),
        alive=BOTH,
        changes=(*MADE, ("c-1", MEETING, "snapshot"), ("c-1", FOLLOW_UP, "snapshot"), END_MARK),
        answered={"c-1": 1, "sync-1": 1},
        answer={"read": 2, "changed": 0, "published": 2, "full": True},
    ),
    "follow": Scenario(
        prepare=schedule_and_rename_by_hand,
        act=follow,
        calls=(
            "synchronisations.due",
            *BEGUN[1:2],
            *BEGUN[3:],
            "calendar.list_everything",
            "synchronisations.stage",
            "synchronisations.complete",
            "synchronisations.due",
            "outbox.pending",
            "publisher.publish",
            "outbox.published",
        ),
        alive=BOTH,
        changes=(*MADE, ("c-1", MEETING, "updated")),
        answered={"c-1": 1},
    ),
    "seen before it is known": Scenario(
        prepare=withhold_a_meeting,
        act=see_it_and_find_out,
        calls=(
            *BEGUN,
            "calendar.list_everything",
            "synchronisations.stage",
            "synchronisations.complete",
            "commands.finish",
            "publisher.publish",
            "commands.due",
            "accounts.account",
            "calendar.insert!",
            "calendar.get",
            "commands.finish",
            "commands.unsent",
            "publisher.publish",
            "commands.sent",
            "outbox.pending",
            "publisher.publish",
            "publisher.publish",
            "outbox.published",
        ),
        alive=BOTH[:1],
        changes=MADE[:1],
        answered={"c-1": 1, "sync-1": 1},
    ),
}
