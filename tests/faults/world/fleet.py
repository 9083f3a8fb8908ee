"""The replicas: real worker processes that can be killed, frozen and started anew."""

import asyncio
import signal
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from aiohttp import ClientError, ClientSession, ClientTimeout
from prometheus_client.parser import text_string_to_metric_families

from tests.support.patience import until
from worker.sandbox.child_process import ChildProcess
from worker.sandbox.loopback import LOOPBACK
from worker.sandbox.stage import Stage

SCRAPE_WITHIN = ClientTimeout(total=2)
WORKER: Sequence[str] = ("-m", "worker", "run")

LOOK_EVERY = 0.05
"""Seconds between two looks at what a replica measures."""

Samples = Mapping[str, list[tuple[Mapping[str, str], float]]]
"""By the name of the sample: its labels and its value."""
Place = tuple[str, int]
"""A topic and a partition."""


@dataclass(slots=True)
class Replica:
    name: str
    process: ChildProcess
    port: int

    async def samples(self) -> Samples:
        """Return what the replica measures, or nothing if it does not answer."""
        try:
            async with (
                ClientSession(timeout=SCRAPE_WITHIN) as session,
                session.get(f"http://{LOOPBACK}:{self.port}/metrics") as response,
            ):
                return read_samples(await response.text())
        except (ClientError, TimeoutError):
            return {}

    async def slots_busy(self) -> int:
        return round(total(await self.samples(), "vai_slots_busy"))

    async def owned(self) -> frozenset[Place]:
        """Return the partitions that are the replica's at the moment."""
        return places(await self.samples())


@dataclass(frozen=True, slots=True)
class Death:
    """A replica that was killed, and what it was at."""

    replica: str
    at: float
    """Wall time, in seconds."""
    slots_busy: int
    owned: frozenset[Place]


@dataclass(slots=True)
class Fleet:
    stage: Stage
    slots: int
    program: Sequence[str] = WORKER
    variables: dict[str, str] = field(default_factory=dict)
    """More of the environment of every replica."""
    replicas: list[Replica] = field(default_factory=list)
    deaths: list[Death] = field(default_factory=list)

    async def start(self, count: int) -> None:
        """Start so many more replicas at once, and wait until all are ready."""
        new = [self.add() for _ in range(count)]
        await asyncio.gather(*(replica.process.start() for replica in new))

    def add(self) -> Replica:
        """Return one more replica, not started yet."""
        name = f"replica-{len(self.replicas) + 1}"
        slots = {"VAI_WORKER__MAX_IN_FLIGHT": str(self.slots), "VAI_WORKER__LOG_LEVEL": "warning"}
        process = self.stage.worker(name, self.program, **slots, **self.variables)
        replica = Replica(name, process, port_of(process))
        self.replicas.append(replica)
        return replica

    async def kill(self, replica: Replica) -> Death:
        """End a replica as a power cut would, and note what it was at just before."""
        samples, at = await replica.samples(), time.time()
        await replica.process.kill()
        return self._dead(replica, samples, at)

    async def witness_death(self, replica: Replica) -> Death:
        """Watch a replica until it ends by itself, and note what it was last seen at."""
        last: Samples = {}
        while replica.process.is_running:
            last = await replica.samples() or last
            await asyncio.sleep(LOOK_EVERY)
        return self._dead(replica, last, time.time())

    def _dead(self, replica: Replica, samples: Samples, at: float) -> Death:
        busy = round(total(samples, "vai_slots_busy"))
        death = Death(replica.name, at, busy, places(samples))
        self.deaths.append(death)
        return death

    async def busy_one(self, share: float, turn: int = 0) -> Replica:
        """Wait until a running replica has so much of its slots busy, and return it; each has its turn."""

        async def busy() -> Replica | None:
            running = self.running()
            replica = running[turn % len(running)]
            return replica if await replica.slots_busy() >= share * self.slots else None

        return await until(busy)

    async def end(self) -> None:
        """Stop every replica, as SIGTERM does; what is not through in time is killed."""
        await asyncio.gather(*(replica.process.stop() for replica in self.replicas))

    def fallen(self) -> int:
        """Count the ends that were neither a stop that went well nor a death that was noted."""
        deaths = Counter(death.replica for death in self.deaths)
        return sum(falls(replica.process.exit_codes, deaths[replica.name]) for replica in self.replicas)

    def running(self) -> list[Replica]:
        return [replica for replica in self.replicas if replica.process.is_running]


def falls(exit_codes: Sequence[int], deaths: int) -> int:
    """Count the exits of a replica that are no success, but for as many SIGKILLs as there were deaths."""
    failures = [code for code in exit_codes if code != 0]
    return len(failures) - min(deaths, failures.count(-signal.SIGKILL))


def port_of(process: ChildProcess) -> int:
    name = "VAI_HTTP__PORT="
    return next(int(part.removeprefix(name)) for part in process.command if part.startswith(name))


def read_samples(text: str) -> Samples:
    found: dict[str, list[tuple[Mapping[str, str], float]]] = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            found.setdefault(sample.name, []).append((sample.labels, sample.value))
    return found


def places(samples: Samples) -> frozenset[Place]:
    gaps = samples.get("vai_watermark_gap", [])
    return frozenset((labels["topic"], int(labels["partition"])) for labels, _ in gaps)


def total(samples: Samples, name: str) -> float:
    return sum(value for _, value in samples.get(name, ()))
