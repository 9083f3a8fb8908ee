"""What follows a meeting, or stands alone as something to do, word for word as it is written.

A draft is made once and stored before its first write, as that of a meeting is (`worker.handlers.drafts`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from worker.domain.calendar_event import EventDraft, Reminder
from worker.domain.description import FollowUpLine, follow_up_description
from worker.domain.due_time import workable
from worker.domain.event_ids import event_id, follow_up_step
from worker.domain.follow_up_moves import KEEP_DUE
from worker.domain.follow_ups import Priority, follow_up_time, reminders_by_priority
from worker.domain.reminders import REMINDERS, ReminderSet
from worker.domain.work_time import WorkTime
from worker.handlers.drafts import NewWriteId, origin, private_properties
from worker.messages.commands.command import Command
from worker.messages.commands.create_follow_up import CreateFollowUp
from worker.messages.commands.schedule_meeting import FollowUpAction, ScheduleMeeting
from worker.messages.labels import description_labels, follow_up_title, priority_name
from worker.messages.texts import Texts
from worker.ports.clock import Clock

Task = FollowUpAction | CreateFollowUp
"""What is to be done, as a meeting's command or one of its own says it."""


@dataclass(frozen=True, slots=True)
class FollowUpDrafts:
    texts: Texts
    clock: Clock
    new_write_id: NewWriteId

    def all(self, command: ScheduleMeeting, work: WorkTime | None) -> tuple[EventDraft, ...]:
        """Return what follows the meeting of a command, by which it is named."""
        return tuple(
            self.one(command, task, command.time_zone, command.title, work, position)
            for position, task in enumerate(command.follow_up_actions)
        )

    def lines(self, command: ScheduleMeeting, drafts: Sequence[EventDraft]) -> tuple[FollowUpLine, ...]:
        """Return how the meeting's description speaks of what follows it."""
        return tuple(
            FollowUpLine(task.title, self.texts.when(command.locale, draft.when.start, command.time_zone))
            for task, draft in zip(command.follow_up_actions, drafts, strict=True)
        )

    def one(
        self,
        command: Command,
        task: Task,
        time_zone: str,
        meeting: str | None,
        work: WorkTime | None,
        position: int = 0,
    ) -> EventDraft:
        """Return one of a command's follow-ups.

        `meeting` is the title of what it follows; `work` is when the user is at work, or None where
        nothing is to wait for that.
        """
        priority, now = Priority(task.priority), self.clock.now()
        due = task.due if work is None or task.keep_due else workable(task.due, work, now)
        reminders = _reminders(task, priority, due, now)
        return EventDraft(
            id=event_id(command.user_id, command.command_id, follow_up_step(position)),
            title=follow_up_title(self.texts, command.locale, task.title),
            when=follow_up_time(due),
            time_zone=time_zone,
            description=follow_up_description(
                description_labels(self.texts, command.locale),
                task.description,
                origin(command),
                priority=priority_name(self.texts, command.locale, priority),
                follow_up_type=task.follow_up_type,
                meeting=meeting,
            ),
            reminders=reminders.given,
            private=private_properties(
                command,
                self.new_write_id(),
                vai_follow_up_type=task.follow_up_type or "follow_up",
                **{REMINDERS: reminders.rule, KEEP_DUE: "true" if task.keep_due else None},
            ),
            transparent=True,
        )


def _reminders(task: Task, priority: Priority, due: datetime, now: datetime) -> ReminderSet:
    wishes = task.reminders if isinstance(task, CreateFollowUp) else None
    if wishes is None:
        return ReminderSet.by_rule(reminders_by_priority(priority), due, now)
    return ReminderSet.as_wished((Reminder(wish.method, wish.minutes) for wish in wishes), due, now)
