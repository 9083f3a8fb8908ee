"""What follows a meeting, or stands alone as something to do, word for word as it is written.

A draft is made once and stored before its first write, as that of a meeting is (`worker.handlers.drafts`).
"""

from dataclasses import dataclass

from worker.domain.calendar_event import EventDraft, Reminder
from worker.domain.description import follow_up_description
from worker.domain.event_ids import event_id, follow_up_step
from worker.domain.follow_ups import Priority, follow_up_time, reminders_by_priority, still_ahead
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

    def all(self, command: ScheduleMeeting) -> tuple[EventDraft, ...]:
        """Return what follows the meeting of a command, by which it is named."""
        return tuple(
            self.one(command, action, command.time_zone, command.title, position)
            for position, action in enumerate(command.follow_up_actions)
        )

    def one(
        self, command: Command, task: Task, time_zone: str, meeting: str | None, position: int = 0
    ) -> EventDraft:
        """Return one of a command's follow-ups; `meeting` is the title of what it follows."""
        priority = Priority(task.priority)
        return EventDraft(
            id=event_id(command.user_id, command.command_id, follow_up_step(position)),
            title=follow_up_title(self.texts, command.locale, task.title),
            when=follow_up_time(task.due),
            time_zone=time_zone,
            description=follow_up_description(
                description_labels(self.texts, command.locale),
                task.description,
                origin(command),
                priority=priority_name(self.texts, command.locale, priority),
                follow_up_type=task.follow_up_type,
                meeting=meeting,
            ),
            reminders=self._reminders(task, priority),
            private=private_properties(
                command, self.new_write_id(), vai_follow_up_type=task.follow_up_type or "follow_up"
            ),
            transparent=True,
        )

    def _reminders(self, task: Task, priority: Priority) -> tuple[Reminder, ...]:
        now = self.clock.now()
        wishes = task.reminders if isinstance(task, CreateFollowUp) else None
        if wishes is None:
            return reminders_by_priority(priority, task.due, now)
        return still_ahead((Reminder(wish.method, wish.minutes) for wish in wishes), task.due, now)


def _type(task: Task) -> str:
    return task.follow_up_type or "follow_up"
