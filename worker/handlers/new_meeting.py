"""A meeting that is to be made, as the choice of its time sees it."""

from dataclasses import dataclass

from worker.domain.account import Account, CalendarInfo
from worker.domain.calendar_event import EventKey
from worker.domain.event_ids import MEETING, event_id
from worker.domain.interval import Interval
from worker.handlers.choice import Option
from worker.handlers.drafts import Drafts
from worker.handlers.follow_up_drafts import FollowUpDrafts
from worker.handlers.invitation import Invitation
from worker.handlers.progress import BookingProgress
from worker.handlers.typical import completed
from worker.messages.commands.schedule_meeting import ScheduleMeeting


@dataclass(frozen=True, slots=True)
class NewMeeting:
    """`worker.handlers.choice.Wish`."""

    command: ScheduleMeeting
    account: Account
    home: CalendarInfo
    drafts: Drafts
    follow_up_drafts: FollowUpDrafts
    nothing_written: bool = False
    """Whether it is chosen anew: that is done only once it is sure that nothing was written."""

    @property
    def invitation(self) -> Invitation:
        return Invitation.of(self.command, self.account, self.home.id)

    @property
    def event(self) -> EventKey:
        return EventKey(self.home.id, event_id(self.command.user_id, self.command.command_id, MEETING))

    @property
    def present(self) -> Interval | None:
        return None

    def ensure_elsewhere(self, _slot: Interval) -> None:
        """Raise nothing: it is nowhere yet."""

    def plan(self, option: Option) -> BookingProgress:
        command = completed(self.command, option.slot.end)
        follow_ups = self.follow_up_drafts.all(command, option.survey.own_time)
        lines = self.follow_up_drafts.lines(command, follow_ups)
        return BookingProgress(
            nothing_written=self.nothing_written,
            calendar=self.home,
            draft=self.drafts.meeting(command, self.account, option.slot, lines, option.survey.read_at),
            follow_ups=follow_ups,
            seats=option.seats,
            chosen=option.ranked,
            alternatives=option.alternatives,
            unknown=option.survey.unknown,
            read_at=option.survey.read_at,
        )
