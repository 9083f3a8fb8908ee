"""Puts the engine together from what the composition root gives it."""

from dataclasses import dataclass, field
from datetime import timedelta

from worker.engine.claiming import Claiming
from worker.engine.complaints import Complaints
from worker.engine.dead_letters import DeadLetters
from worker.engine.defects import DefectLimit
from worker.engine.dispatch import Dispatch
from worker.engine.execution import Execution, Handler
from worker.engine.insistence import Insistence
from worker.engine.intake import Intake
from worker.engine.measures import EngineMetrics, Uncounted
from worker.engine.reconciler import Reconciler
from worker.engine.rehearsal import Rehearsal
from worker.engine.replies import Replies
from worker.engine.results import Results
from worker.engine.retry import Jitter, RetryPolicy
from worker.engine.trial import Trials
from worker.engine.tries import Tries
from worker.messages.defaults import Defaults
from worker.messages.texts import Texts
from worker.messages.topics import Topics
from worker.ports.clock import Clock
from worker.ports.commands import Commands
from worker.ports.publisher import Publisher


@dataclass(frozen=True, slots=True)
class EngineSettings:
    topics: Topics
    group_id: str
    worker_version: str
    defaults: Defaults
    reply_topics: tuple[str, ...] = ()
    command_memory: timedelta = timedelta(days=30)
    withhold_for: timedelta = timedelta(hours=24)
    retry: RetryPolicy = field(default_factory=RetryPolicy)
    defect_limit: int = 20
    defect_keys: int = 3


@dataclass(frozen=True, slots=True)
class EngineParts:
    handle: Handler
    commands: Commands
    publisher: Publisher
    texts: Texts
    clock: Clock
    jitter: Jitter
    settings: EngineSettings
    metrics: EngineMetrics = field(default_factory=Uncounted)


def dispatch(parts: EngineParts) -> Dispatch:
    """Build what brings a record to its end: the `work` of an `Engine`."""
    settings, clock, metrics = parts.settings, parts.clock, parts.metrics
    trials = Trials(settings.retry, parts.jitter, clock)
    handle = Tries(parts.handle, clock, metrics)
    answering = (replies(parts), Results(parts.texts, clock), trials, clock)
    return Dispatch(
        intake=Intake(
            settings.topics, settings.reply_topics, settings.command_memory, settings.defaults, clock
        ),
        execute=Execution(handle, parts.commands, Claiming(parts.commands), *answering, metrics),
        rehearse=Rehearsal(handle, *answering),
        replies=answering[0],
        results=answering[1],
        dead_letters=dead_letters(parts),
        defects=DefectLimit(settings.defect_limit, settings.defect_keys),
        insist=Insistence(trials, metrics, Complaints(clock)),
        clock=clock,
        metrics=metrics,
    )


def reconciler(parts: EngineParts) -> Reconciler:
    return Reconciler(
        handle=Tries(parts.handle, parts.clock, parts.metrics),
        commands=parts.commands,
        claiming=Claiming(parts.commands),
        replies=replies(parts),
        results=Results(parts.texts, parts.clock),
        clock=parts.clock,
        defaults=parts.settings.defaults,
        give_up_after=parts.settings.withhold_for,
    )


def replies(parts: EngineParts) -> Replies:
    return Replies(parts.publisher, parts.settings.topics.results, parts.clock, parts.metrics)


def dead_letters(parts: EngineParts) -> DeadLetters:
    settings = parts.settings
    return DeadLetters(
        parts.publisher,
        settings.topics.dead_letters,
        parts.clock,
        parts.metrics,
        settings.worker_version,
        settings.group_id,
    )
