import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from prometheus_client import CollectorRegistry

from tests.fakes.clock import FakeClock
from worker.errors import RateLimited
from worker.metrics.instruments import Metrics
from worker.metrics.load import Load, PartitionLoad

FEW_VALUES = {
    "type", "outcome", "error", "reason", "le", "method", "version", "found", "topic", "partition", "scope",
}  # fmt: skip
LOAD = Load(
    slots=8,
    slots_busy=3,
    lanes=5,
    outstanding=9,
    queued=4,
    oldest_queued_seconds=2.5,
    partitions=(PartitionLoad("commands", 2, 17, 1.5),),
)


@pytest.fixture
def registry() -> CollectorRegistry:
    return CollectorRegistry()


@pytest.fixture
def metrics(registry: CollectorRegistry) -> Metrics:
    return Metrics(registry, "1.2.3")


def feed(metrics: Metrics) -> None:
    metrics.record_done("schedule_meeting", "succeeded", timedelta(milliseconds=300))
    metrics.try_failed(RateLimited("slower"))
    metrics.dead_lettered("no_command_id")
    metrics.reply_topic_missing()
    metrics.commit_failed()
    metrics.rebalanced(4, timedelta(seconds=2))
    metrics.abandoned(1)
    metrics.watch(lambda: LOAD)
    metrics.redelivered("begun")
    metrics.handled("schedule_meeting", 0.2)
    metrics.google_called("events.insert", "ok", 0.2)
    metrics.calendar_followed("ok")
    metrics.limiter_waited("account", 0.3)
    metrics.limiter_turned_away("account")
    metrics.limiter_held_back("project")
    metrics.show_lag(lambda: {("commands", 3): 41})
    metrics.push.channels_live(3)
    metrics.push.renewed("ok")
    metrics.push.notified("marked")
    metrics.merging.free_busy_left(3, 2, 4)
    metrics.reminders.reminder_told(timedelta(seconds=2))
    metrics.reminders.reminders_dropped(3)


@pytest.mark.parametrize(
    ("name", "labels", "value"),
    [
        ("vai_records_total", {"type": "schedule_meeting", "outcome": "succeeded"}, 1),
        ("vai_record_seconds_sum", {"type": "schedule_meeting"}, 0.3),
        ("vai_failed_tries_total", {"error": "RateLimited"}, 1),
        ("vai_dead_letters_total", {"reason": "no_command_id"}, 1),
        ("vai_reply_fallbacks_total", {}, 1),
        ("vai_commit_failures_total", {}, 1),
        ("vai_revoked_partitions_total", {}, 4),
        ("vai_rebalance_drain_seconds_sum", {}, 2),
        ("vai_drain_abandoned_total", {}, 1),
        ("vai_rebalances_total", {}, 1),
        ("vai_reminder_late_seconds_sum", {}, 2),
        ("vai_reminders_dropped_total", {}, 3),
        ("vai_redelivered_records_total", {"found": "begun"}, 1),
        ("vai_handler_seconds_sum", {"type": "schedule_meeting"}, 0.2),
        ("vai_slots", {}, 8),
        ("vai_slots_busy", {}, 3),
        ("vai_lanes", {}, 5),
        ("vai_outstanding_records", {}, 9),
        ("vai_queued_records", {}, 4),
        ("vai_oldest_queued_seconds", {}, 2.5),
        ("vai_watermark_gap", {"topic": "commands", "partition": "2"}, 17),
        ("vai_blocking_offset_age_seconds", {"topic": "commands", "partition": "2"}, 1.5),
        ("vai_google_call_seconds_sum", {"method": "events.insert", "outcome": "ok"}, 0.2),
        ("vai_calendar_readings_total", {"outcome": "ok"}, 1),
        ("vai_limiter_wait_seconds_sum", {"scope": "account"}, 0.3),
        ("vai_limiter_turned_away_total", {"scope": "account"}, 1),
        ("vai_limiter_held_back_total", {"scope": "project"}, 1),
        ("vai_free_busy_questions_total", {}, 3),
        ("vai_free_busy_queries_total", {}, 2),
        ("vai_free_busy_queries_spared_total", {}, 4),
        ("vai_lag_records", {"topic": "commands", "partition": "3"}, 41),
        ("vai_push_channels", {}, 3),
        ("vai_push_renewals_total", {"outcome": "ok"}, 1),
        ("vai_push_notifications_total", {"outcome": "marked"}, 1),
        ("vai_worker_info", {"version": "1.2.3"}, 1),
    ],
)
def test_shows_what_it_is_told(
    registry: CollectorRegistry, metrics: Metrics, name: str, labels: dict[str, str], value: float
) -> None:
    feed(metrics)

    assert registry.get_sample_value(name, labels) == value


def test_no_label_can_have_many_values(registry: CollectorRegistry, metrics: Metrics) -> None:
    feed(metrics)

    labels = {
        label
        for metric in registry.collect()
        if metric.name.startswith("vai_")
        for sample in metric.samples
        for label in sample.labels
    }
    assert labels <= FEW_VALUES


def test_a_partition_that_went_leaves_no_series(registry: CollectorRegistry, metrics: Metrics) -> None:
    loads = iter([LOAD, replace(LOAD, partitions=())])
    metrics.watch(lambda: next(loads))
    labels = {"topic": "commands", "partition": "2"}

    assert registry.get_sample_value("vai_watermark_gap", labels) == 17
    assert registry.get_sample_value("vai_watermark_gap", labels) is None


def test_nothing_is_said_of_a_load_before_there_is_an_engine(
    registry: CollectorRegistry, metrics: Metrics
) -> None:
    assert registry.get_sample_value("vai_slots") is None


async def test_the_tasks_of_the_loop_are_counted_when_somebody_looks(
    registry: CollectorRegistry, metrics: Metrics
) -> None:
    before = registry.get_sample_value("vai_tasks")
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(asyncio.sleep(0))
        during = registry.get_sample_value("vai_tasks")

    assert before is not None
    assert during == before + 1


def test_every_metric_says_what_it_means(registry: CollectorRegistry, metrics: Metrics) -> None:
    assert all(m.documentation for m in registry.collect())
    assert all(m.documentation.endswith(".") for m in registry.collect() if m.name.startswith("vai_"))


def test_two_workers_in_one_process_count_apart() -> None:
    registries = CollectorRegistry(), CollectorRegistry()
    first, _ = (Metrics(registry, "1") for registry in registries)

    first.commit_failed()

    assert [r.get_sample_value("vai_commit_failures_total") for r in registries] == [1, 0]


class Enough(Exception):
    pass


class Late(FakeClock):
    async def sleep(self, duration: timedelta) -> None:
        if len(self.slept) == 2:
            raise Enough
        await super().sleep(duration + timedelta(milliseconds=250))


async def test_a_loop_that_wakes_up_late_shows(registry: CollectorRegistry, metrics: Metrics) -> None:
    with pytest.raises(Enough):
        await metrics.watch_loop(Late(datetime(2026, 3, 30, tzinfo=UTC)))

    assert registry.get_sample_value("vai_loop_lag_seconds_count") == 2
    assert registry.get_sample_value("vai_loop_lag_seconds_sum") == pytest.approx(0.5)
