"""A search for a time that suits everybody who is named."""

from datetime import timedelta

from worker.domain.meeting_types import usual_duration
from worker.messages.commands.participant import Participants
from worker.messages.commands.time_search import TimeSearch


class Search(TimeSearch):
    """A search for a time that suits everybody."""

    participants: Participants
    """Who is asked; the user's own calendar always counts as required. At most 200, nobody twice."""

    @property
    def duration(self) -> timedelta:
        """The length asked for, by `slot`, `duration_minutes` or the meeting type."""
        if self.slot is not None:
            return self.slot.interval.duration
        if self.duration_minutes is not None:
            return timedelta(minutes=self.duration_minutes)
        return usual_duration(self.meeting_type)
