"""Which object works with which: the handler of every command."""

from uuid import uuid4

from worker.app.ports import Ports
from worker.domain.decision import UNVERSIONED, Versions
from worker.domain.holidays import NO_HOLIDAYS, Holidays
from worker.google.wanted_scopes import missing_scopes
from worker.handlers.agenda import Agenda
from worker.handlers.booking import Booking
from worker.handlers.cancel_meeting import CancelHandler
from worker.handlers.channel_opening import ChannelOpening
from worker.handlers.check_availability import AvailabilityHandler
from worker.handlers.choice import Choice
from worker.handlers.connect_account import ConnectHandler
from worker.handlers.create_follow_up import CreateFollowUpHandler
from worker.handlers.deciding import Deciding
from worker.handlers.disconnect_account import DisconnectHandler
from worker.handlers.drafts import Drafts
from worker.handlers.follow_up_drafts import FollowUpDrafts
from worker.handlers.follow_up_moves import FollowUpMoves
from worker.handlers.follow_ups import FollowUps
from worker.handlers.get_meeting import GetMeetingHandler
from worker.handlers.hold_slot import USUAL, HoldHandler, HoldRules
from worker.handlers.home_calendar import HomeCalendar
from worker.handlers.insertion import Insertion
from worker.handlers.joining import Welcome
from worker.handlers.list_upcoming import ListUpcomingHandler
from worker.handlers.own_time import OwnTime
from worker.handlers.promises import Promises
from worker.handlers.release_hold import ReleaseHandler
from worker.handlers.reschedule_meeting import Moves, RescheduleHandler
from worker.handlers.revising import Revising
from worker.handlers.router import Router
from worker.handlers.schedule_meeting import ScheduleHandler
from worker.handlers.stop_watch import StopWatchHandler
from worker.handlers.survey import Surveyor
from worker.handlers.sync_calendar import SyncHandler
from worker.handlers.synchroniser import Synchroniser
from worker.handlers.update_meeting import UpdateHandler, UpdatePlans
from worker.handlers.update_status import StatusHandler, StatusPatches
from worker.handlers.watch_calendar import WatchHandler
from worker.messages.commands.cancel_meeting import CancelMeeting
from worker.messages.commands.check_availability import CheckAvailability
from worker.messages.commands.connect_account import ConnectAccount
from worker.messages.commands.create_follow_up import CreateFollowUp
from worker.messages.commands.disconnect_account import DisconnectAccount
from worker.messages.commands.get_meeting import GetMeeting
from worker.messages.commands.hold_slot import HoldSlot
from worker.messages.commands.list_upcoming import ListUpcoming
from worker.messages.commands.release_hold import ReleaseHold
from worker.messages.commands.reschedule_meeting import RescheduleMeeting
from worker.messages.commands.schedule_meeting import ScheduleMeeting
from worker.messages.commands.stop_watch import StopWatch
from worker.messages.commands.sync_calendar import SyncCalendar
from worker.messages.commands.update_meeting import UpdateMeeting
from worker.messages.commands.update_status import UpdateStatus
from worker.messages.commands.watch_calendar import WatchCalendar
from worker.messages.texts import Texts
from worker.ports.clock import Clock


def router(
    ports: Ports,
    texts: Texts,
    clock: Clock,
    hold_rules: HoldRules = USUAL,
    webhook: str | None = None,
    holidays: Holidays = NO_HOLIDAYS,
    versions: Versions = UNVERSIONED,
) -> Router:
    """Return the handlers. `webhook` is where Google may post to: without it no calendar is watched."""
    homes = HomeCalendar(ports.calendars, ports.calendar)
    promises = Promises(ports.reservations, ports.accounts, ports.calendar)
    deciding = Deciding(ports.decisions, versions)
    surveyor = Surveyor(ports.calendar, promises, deciding, clock, holidays, ports.work_times)
    drafts = Drafts(texts, new_write_id=lambda: uuid4().hex)
    follow_up_drafts = FollowUpDrafts(texts, clock, drafts.new_write_id)
    follow_ups = FollowUps(ports.calendar, ports.calendars)
    follow_up_moves = FollowUpMoves(ports.calendar, ports.calendars, ports.chores, drafts.new_write_id)
    choice = Choice(surveyor, ports.reservations, texts)
    insertion = Insertion(ports.calendar)
    revising = Revising(ports.calendar, homes, ports.commands, clock)
    return Router(
        {
            ScheduleMeeting: ScheduleHandler(
                accounts=ports.accounts,
                homes=homes,
                choice=choice,
                booking=Booking(ports.calendar, ports.commands, clock, insertion),
                follow_ups=follow_ups,
                drafts=drafts,
                follow_up_drafts=follow_up_drafts,
                texts=texts,
            ),
            CheckAvailability: AvailabilityHandler(ports.accounts, surveyor, texts),
            HoldSlot: HoldHandler(
                ports.accounts, surveyor, ports.reservations, ports.commands, texts, clock, hold_rules
            ),
            ReleaseHold: ReleaseHandler(ports.accounts, ports.reservations, texts),
            CancelMeeting: CancelHandler(
                ports.accounts, ports.calendar, homes, ports.commands, follow_ups, texts, clock
            ),
            UpdateStatus: StatusHandler(
                ports.accounts,
                revising,
                ports.commands,
                StatusPatches(homes, texts, clock, drafts.new_write_id),
                texts,
            ),
            UpdateMeeting: UpdateHandler(
                ports.accounts,
                revising,
                UpdatePlans(
                    homes,
                    Welcome(ports.calendar, promises, surveyor, texts, clock),
                    clock,
                    drafts.new_write_id,
                ),
                ports.commands,
                ports.reservations,
                texts,
            ),
            RescheduleMeeting: RescheduleHandler(
                ports.accounts,
                revising,
                Moves(choice, ports.calendar, ports.commands, clock, drafts.new_write_id, follow_up_moves),
                texts,
            ),
            CreateFollowUp: CreateFollowUpHandler(
                accounts=ports.accounts,
                homes=homes,
                revising=revising,
                insertion=insertion,
                commands=ports.commands,
                drafts=follow_up_drafts,
                own_time=OwnTime(holidays, ports.work_times),
                texts=texts,
                clock=clock,
            ),
            ListUpcoming: ListUpcomingHandler(
                ports.accounts, homes, Agenda(ports.calendar, ports.synchronisations, clock), texts, clock
            ),
            GetMeeting: GetMeetingHandler(ports.accounts, homes, texts),
            ConnectAccount: ConnectHandler(ports.consents, ports.grants, missing_scopes, texts, clock),
            DisconnectAccount: DisconnectHandler(
                ports.accounts,
                ports.commands,
                ports.grants,
                ports.consents,
                ports.channels,
                ports.push,
                ports.departures,
                texts,
                clock,
            ),
            SyncCalendar: SyncHandler(
                ports.accounts, ports.calendar, homes, synchroniser(ports, clock), texts, clock
            ),
            WatchCalendar: WatchHandler(
                ports.accounts, ports.calendar, homes, channel_opening(ports, clock, webhook), texts
            ),
            StopWatch: StopWatchHandler(ports.accounts, homes, ports.channels, texts),
        }
    )


def channel_opening(ports: Ports, clock: Clock, webhook: str | None) -> ChannelOpening | None:
    if webhook is None:
        return None
    return ChannelOpening(ports.accounts, ports.push, ports.channels, clock, webhook)


def synchroniser(ports: Ports, clock: Clock) -> Synchroniser:
    return Synchroniser(ports.calendar, ports.synchronisations, clock)
