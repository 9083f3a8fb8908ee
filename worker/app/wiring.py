"""Which object works with which: the handlers, the engine's parts, the background work."""

import random
from datetime import timedelta
from uuid import uuid4

from worker.app.ports import Ports
from worker.app.routine import Routine
from worker.app.version import release
from worker.app.zone_data import zone_data
from worker.domain.decision import UNVERSIONED, Versions
from worker.domain.holidays import NO_HOLIDAYS, Holidays
from worker.domain.meeting_types import BUILT_IN, MeetingTypes
from worker.engine.assembly import EngineParts, EngineSettings, reconciler
from worker.engine.outbox_publisher import OutboxPublisher
from worker.engine.retry import RetryPolicy
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
from worker.handlers.due_reminders import DueReminders, ReminderMetrics
from worker.handlers.errands import Errands
from worker.handlers.follow_up_drafts import FollowUpDrafts
from worker.handlers.follow_up_moves import FollowUpMoves
from worker.handlers.follow_ups import FollowUps
from worker.handlers.follower import LANES, Follower, Observe, unobserved
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
from worker.handlers.work_time_reader import WorkTimeReader
from worker.http.webhook import PATH
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
from worker.messages.defaults import Defaults
from worker.messages.texts import Texts
from worker.messages.topics import Topics
from worker.metrics.instruments import Metrics
from worker.ports.clock import Clock
from worker.settings.model import Settings


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


def webhook_of(settings: Settings) -> str | None:
    """Return where Google posts its notifications to, if it can."""
    public = settings.http.public_url
    return None if public is None else f"{public.rstrip('/')}{PATH}"


def synchroniser(ports: Ports, clock: Clock) -> Synchroniser:
    return Synchroniser(ports.calendar, ports.synchronisations, clock)


def engine_parts(
    ports: Ports,
    settings: Settings,
    texts: Texts,
    clock: Clock,
    metrics: Metrics,
    holidays: Holidays = NO_HOLIDAYS,
    meeting_types: MeetingTypes = BUILT_IN,
) -> EngineParts:
    return EngineParts(
        handle=router(
            ports,
            texts,
            clock,
            HoldRules(settings.worker.holds_per_user, settings.worker.time_zone),
            webhook_of(settings),
            holidays,
            Versions(zone_data(), release()),
        ),
        commands=ports.commands,
        publisher=ports.publisher,
        texts=texts,
        clock=clock,
        jitter=random.SystemRandom().random,
        settings=EngineSettings(
            topics=Topics(settings.kafka.topic_prefix),
            group_id=settings.kafka.group_id,
            worker_version=release(),
            defaults=Defaults(settings.worker.time_zone, meeting_types),
            reply_topics=settings.kafka.reply_topics,
            command_memory=settings.worker.command_memory,
            withhold_for=settings.worker.withhold,
            retry=RetryPolicy(budget=settings.google.retry_budget),
            defect_limit=settings.worker.defect_limit,
            defect_keys=settings.worker.defect_keys,
        ),
        metrics=metrics,
    )


def errands_of(ports: Ports, clock: Clock) -> Errands:
    follow_ups = FollowUps(ports.calendar, ports.calendars)
    moves = FollowUpMoves(ports.calendar, ports.calendars, ports.chores, lambda: uuid4().hex)
    return Errands(ports.accounts, follow_ups, moves, ports.chores, clock)


def routines(ports: Ports, parts: EngineParts) -> list[Routine]:
    """Return what goes on beside the commands. None of it holds one up."""
    outbox = OutboxPublisher(ports.outbox, ports.publisher, parts.settings.topics.changes)
    reconciling = reconciler(parts)
    work_times = WorkTimeReader(ports.accounts, ports.primary_calendars, ports.work_times)
    errands = errands_of(ports, parts.clock)
    return [
        Routine(outbox.publish_due, timedelta(milliseconds=200)),
        Routine(reconciling.reconcile_due, timedelta(seconds=1)),
        Routine(reconciling.send_unsent, timedelta(seconds=1)),
        Routine(errands.run_due, timedelta(seconds=5)),
        Routine(work_times.read_due, timedelta(seconds=2)),
    ]


def reminding(ports: Ports, metrics: ReminderMetrics) -> Routine:
    """Return what tells of reminders: at most so much later than their moment."""
    return Routine(DueReminders(ports.reminders, metrics).tell_due, timedelta(milliseconds=500))


def following(ports: Ports, settings: Settings, clock: Clock, observe: Observe) -> list[Routine]:
    """Return the lanes in which followed calendars are read, if they are to be read by themselves.

    Those that Google tells of are, even where none is polled.
    """
    if not settings.worker.poll and webhook_of(settings) is None:
        return []
    lane = Routine(follower(ports, clock, observe).follow_next, timedelta(seconds=1))
    return [lane] * LANES


def follower(ports: Ports, clock: Clock, observe: Observe = unobserved) -> Follower:
    return Follower(ports.accounts, synchroniser(ports, clock), ports.synchronisations, observe)
