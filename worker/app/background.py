"""What one worker does beside the commands. None of it holds one up."""

from datetime import timedelta
from uuid import uuid4

from worker.app.ports import Ports
from worker.app.routine import Routine
from worker.app.webhook_address import webhook_of
from worker.app.wiring import synchroniser
from worker.engine.assembly import EngineParts, reconciler
from worker.engine.outbox_publisher import OutboxPublisher
from worker.handlers.due_reminders import DueReminders, ReminderMetrics
from worker.handlers.errands import Errands
from worker.handlers.follow_up_moves import FollowUpMoves
from worker.handlers.follow_ups import FollowUps
from worker.handlers.follower import LANES, Follower, Observe, unobserved
from worker.handlers.work_time_reader import WorkTimeReader
from worker.ports.clock import Clock
from worker.settings.model import Settings


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
