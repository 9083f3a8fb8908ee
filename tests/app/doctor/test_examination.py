import asyncio
from collections.abc import Sequence
from datetime import timedelta

from worker.app.doctor.examination import Check, Look, Report, examine
from worker.app.doctor.finding import Finding, Verdict, not_checked, warning, well, wrong
from worker.errors import BrokerUnavailable

WELL = well("fine")
WRONG = wrong("broken", "mend it")


def finds(*findings: Finding) -> Look:
    async def look() -> Sequence[Finding]:
        return findings

    return look


def raising(error: Exception) -> Look:
    async def look() -> Sequence[Finding]:
        raise error

    return look


async def reports(*checks: Check) -> tuple[bool, dict[str, tuple[Finding, ...]]]:
    told: list[Report] = []
    is_well = await examine(checks, told.append)
    return is_well, {report.check: report.findings for report in told}


async def test_is_well_with_warnings_and_with_what_could_not_be_looked_at() -> None:
    is_well, told = await reports(
        Check("a", finds(WELL), "-"), Check("b", finds(warning("w", "m"), not_checked("n")), "-")
    )

    assert is_well
    assert list(told) == ["a", "b"]


async def test_one_wrong_among_many_is_enough() -> None:
    is_well, _ = await reports(Check("a", finds(WELL, WRONG), "-"), Check("b", finds(WELL), "-"))

    assert not is_well


async def test_what_needs_a_broken_part_is_not_looked_at_and_says_so() -> None:
    async def look() -> Sequence[Finding]:
        raise AssertionError("looked")

    _, told = await reports(
        Check("a", finds(WRONG), "-"),
        Check("b", look, "-", needs=("a",)),
        Check("c", look, "-", needs=("b",)),
    )

    assert told["b"] == (not_checked("`a` comes first"),)
    assert told["c"] == (not_checked("`b` comes first"),)


async def test_a_warning_is_in_nobodys_way() -> None:
    _, told = await reports(
        Check("a", finds(warning("w", "m")), "-"), Check("b", finds(WELL), "-", needs=("a",))
    )

    assert told["b"] == (WELL,)


async def test_checks_run_side_by_side_and_are_told_in_their_order() -> None:
    here, there = asyncio.Event(), asyncio.Event()

    async def first() -> Sequence[Finding]:
        here.set()
        await there.wait()
        return [WELL]

    async def second() -> Sequence[Finding]:
        there.set()
        await here.wait()
        return [WELL]

    _, told = await reports(Check("a", first, "-"), Check("b", second, "-"))

    assert list(told.items()) == [("a", (WELL,)), ("b", (WELL,))]


async def test_a_look_that_takes_too_long_is_wrong_and_holds_up_no_other() -> None:
    async def never() -> Sequence[Finding]:
        await asyncio.Event().wait()
        return []

    is_well, told = await reports(
        Check("slow", never, "wake it", within=timedelta(milliseconds=1)), Check("b", finds(WELL), "-")
    )

    assert not is_well
    assert told == {"slow": (wrong("no answer within 0.001 s", "wake it"),), "b": (WELL,)}


async def test_an_error_of_ours_is_told_with_what_mends_it() -> None:
    _, told = await reports(Check("a", raising(BrokerUnavailable("nobody there")), "start it"))

    assert told["a"] == (wrong("nobody there", "start it"),)


async def test_a_defect_of_a_check_quotes_nothing_and_spares_the_others() -> None:
    _, told = await reports(Check("a", raising(KeyError("s3cret")), "-"), Check("b", finds(WELL), "-"))

    (finding,) = told["a"]
    assert finding.verdict is Verdict.NOT_CHECKED
    assert "s3cret" not in finding.says
    assert told["b"] == (WELL,)
