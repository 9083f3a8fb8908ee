"""How long the partitions of a killed replica waited for their first result from somebody else."""

from collections.abc import Sequence
from math import ceil

from tests.faults.verdict.evidence import Evidence
from tests.faults.verdict.judge import Figures
from tests.faults.world.fleet import Death, Place
from worker.kafka.consumer import SESSION_TIMEOUT

ALLOWED_SECONDS = SESSION_TIMEOUT.total_seconds() + 10


def recovery(evidence: Evidence) -> Figures:
    waits = sorted(wait for death in evidence.deaths for wait in waits_after(death, evidence))
    busy = [death.slots_busy for death in evidence.deaths]
    return {
        "kills": len(evidence.deaths),
        "slots_busy_at_kills": busy,
        "in_flight_at_kills": sum(busy),
        "recovered_partitions": len(waits),
        "unrecovered_partitions": sum(len(abandoned(death, evidence)) for death in evidence.deaths),
        "recovery_p50_seconds": percentile(waits, 50),
        "recovery_p99_seconds": percentile(waits, 99),
    }


def waits_after(death: Death, evidence: Evidence) -> list[float]:
    """Return, in seconds, the wait of each partition that had a result after the death.

    A partition in which nothing was left to do has none.
    """
    return [made_at - death.at for made_at in first_after(death, evidence).values()]


def abandoned(death: Death, evidence: Evidence) -> set[Place]:
    """Return the partitions where work was left, and nobody brought a result ever after."""
    done = {answer.command_id for answer in evidence.answers if answer.made_at <= death.at} | evidence.dead
    left = {
        (sent.topic, sent.partition)
        for sent in evidence.sent
        if sent.at <= death.at and sent.command_id not in done
    }
    return (left & death.owned) - first_after(death, evidence).keys()


def first_after(death: Death, evidence: Evidence) -> dict[Place, float]:
    place_of = {sent.command_id: (sent.topic, sent.partition) for sent in evidence.sent}
    first: dict[Place, float] = {}
    for answer in evidence.answers:
        place = place_of.get(answer.command_id)
        if place in death.owned and answer.made_at > death.at:
            first[place] = min(answer.made_at, first.get(place, answer.made_at))
    return first


def percentile(values: Sequence[float], percent: int) -> float | None:
    """Return the smallest value that at least so many percent do not exceed."""
    if not values:
        return None
    return round(sorted(values)[ceil(len(values) * percent / 100) - 1], 2)
