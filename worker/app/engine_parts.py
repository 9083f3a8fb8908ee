"""What the delivery machine of one worker is made of, by its settings."""

import random

from worker.app.ports import Ports
from worker.app.version import release
from worker.app.webhook_address import webhook_of
from worker.app.wiring import router
from worker.app.zone_data import zone_data
from worker.domain.decision import Versions
from worker.domain.holidays import NO_HOLIDAYS, Holidays
from worker.domain.meeting_types import BUILT_IN, MeetingTypes
from worker.engine.assembly import EngineParts, EngineSettings
from worker.engine.retry import RetryPolicy
from worker.handlers.hold_slot import HoldRules
from worker.messages.defaults import Defaults
from worker.messages.texts import Texts
from worker.messages.topics import Topics
from worker.metrics.instruments import Metrics
from worker.ports.clock import Clock
from worker.settings.model import Settings


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
