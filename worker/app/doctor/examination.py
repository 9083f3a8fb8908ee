"""Checks, all side by side, each with a time-out of its own.

A check may need another one to be free of wrongs: it waits for that one, and says so if it
cannot look because of it. One that breaks costs its own findings, and nobody else's.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from worker.app.doctor.finding import Finding, Verdict, not_checked, wrong
from worker.errors import WorkerError

WITHIN = timedelta(seconds=10)

Look = Callable[[], Awaitable[Sequence[Finding]]]


@dataclass(frozen=True, slots=True)
class Check:
    name: str
    look: Look
    mend: str
    """What helps where the look itself fails."""
    needs: tuple[str, ...] = ()
    """Names of checks that stand earlier."""
    within: timedelta = WITHIN


@dataclass(frozen=True, slots=True)
class Report:
    check: str
    findings: tuple[Finding, ...]

    @property
    def is_wrong(self) -> bool:
        return any(finding.verdict is Verdict.WRONG for finding in self.findings)

    @property
    def stands_in_the_way(self) -> bool:
        """Whether a check that needs this one cannot look."""
        return self.is_wrong or all(finding.verdict is Verdict.NOT_CHECKED for finding in self.findings)


async def examine(checks: Sequence[Check], tell: Callable[[Report], None]) -> bool:
    """Make every check, tell of each in the order given, and return whether nothing is wrong."""
    running: dict[str, asyncio.Task[Report]] = {}
    async with asyncio.TaskGroup() as tasks:
        for check in checks:
            needed = [running[name] for name in check.needs]
            running[check.name] = tasks.create_task(made(check, needed), name=check.name)
        for task in running.values():
            tell(await task)
    return not any(task.result().is_wrong for task in running.values())


async def made(check: Check, needed: Sequence[asyncio.Task[Report]]) -> Report:
    for task in needed:
        earlier = await task
        if earlier.stands_in_the_way:
            return Report(check.name, (not_checked(f"`{earlier.check}` comes first"),))
    return Report(check.name, tuple(await findings_of(check)))


async def findings_of(check: Check) -> Sequence[Finding]:
    try:
        async with asyncio.timeout(check.within.total_seconds()):
            return await check.look()
    except TimeoutError:
        return [wrong(f"no answer within {check.within.total_seconds():g} s", check.mend)]
    except WorkerError as error:
        return [wrong(str(error), check.mend)]
    except Exception as error:  # noqa: BLE001  (the other checks are wanted all the more; texts may quote anything)
        return [not_checked(f"the check itself broke ({type(error).__name__})")]
