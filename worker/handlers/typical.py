"""What the type of a meeting adds to the command: a title, a description, and what follows it."""

from collections.abc import Iterable
from datetime import datetime

from worker.domain.meeting_types import MeetingType
from worker.domain.titles import LONGEST_TITLE, shortened
from worker.messages.commands.schedule_meeting import FollowUpAction, ScheduleMeeting


def completed(command: ScheduleMeeting, end: datetime) -> ScheduleMeeting:
    """Return the command as if its agent had said what its type says; `end` is the meeting's, in UTC.

    Where the agent said it, nothing changes: no follow-ups at all are said by an empty list.
    """
    kind = command.meeting_type
    if kind is None:
        return command
    decided: dict[str, object] = {"title": kind.title(command.title, command.locale)}
    if command.description is None:
        decided["description"] = kind.description(command.title, command.locale)
    if "follow_up_actions" not in command.model_fields_set:
        decided["follow_up_actions"] = tuple(_follow_ups(kind, command, end))
    return command.model_copy(update=decided)


def _follow_ups(kind: MeetingType, command: ScheduleMeeting, end: datetime) -> Iterable[FollowUpAction]:
    for each in kind.follow_ups:
        yield FollowUpAction.model_construct(
            title=shortened(each.title.about(command.title, command.locale), LONGEST_TITLE),
            due=end + each.after,
            follow_up_type=each.follow_up_type,
            priority=each.priority.value,
        )
