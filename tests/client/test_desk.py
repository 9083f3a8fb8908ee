import pytest

from tests.client import records
from worker.client.desk import Closed, Desk
from worker.engine.record import Record
from worker.messages.changes.command_delayed import CommandDelayed

MINE, OTHER = b"mine", b"other"


async def test_a_result_goes_to_who_asked_and_to_nobody_else() -> None:
    desk, result = Desk(), records.result("c-1", MINE)
    with desk.waiting(MINE, "ana", "c-1") as mine, desk.waiting(OTHER, "ana", "c-1") as other:
        desk.take(result)

        assert await mine.for_news(5) is result
        assert await other.for_news(0) is None


@pytest.mark.parametrize(
    "foreign",
    [
        records.result("c-1", OTHER),
        records.result("c-2", MINE),
        records.record(b"{", [("correlation-id", MINE)]),
        records.record(None, [("correlation-id", MINE)]),
        records.record(b"[]", [("correlation-id", MINE)]),
        records.record(b"{}", []),
        records.delayed("bob", "c-1"),
        records.delayed("ana", "c-2"),
        records.record(b"{", [("ce_type", b"vai.calendar.command.delayed")]),
    ],
    ids=range(9),
)
async def test_what_is_another_s_or_nonsense_is_passed_over(foreign: Record) -> None:
    desk = Desk()
    with desk.waiting(MINE, "ana", "c-1") as waiting:
        desk.take(foreign)

        assert await waiting.for_news(0) is None


async def test_a_delay_is_told_to_everybody_who_waits_for_the_command() -> None:
    desk = Desk()
    with desk.waiting(MINE, "ana", "c-1") as one, desk.waiting(OTHER, "ana", "c-1") as another:
        desk.take(records.delayed("ana", "c-1"))

        for waiting in (one, another):
            news = await waiting.for_news(5)
            assert isinstance(news, CommandDelayed)
            assert news.reason == "lost"


async def test_the_first_news_stays() -> None:
    desk, first = Desk(), records.result("c-1", MINE)
    with desk.waiting(MINE, "ana", "c-1") as waiting:
        desk.take(first)
        desk.take(records.result("c-1", MINE))
        desk.close()

        assert await waiting.for_news(5) is first


async def test_nothing_is_kept_of_who_does_not_wait_any_more() -> None:
    desk = Desk()
    with desk.waiting(MINE, "ana", "c-1"):
        pass
    desk.take(records.result("c-1", MINE))

    assert not desk._by_correlation


async def test_whoever_waits_when_it_closes_or_comes_later_is_told() -> None:
    desk = Desk()
    with desk.waiting(MINE, "ana", "c-1") as waiting:
        desk.close()
        assert isinstance(await waiting.for_news(5), Closed)
    with desk.waiting(OTHER, "ana", "c-2") as late:
        assert isinstance(await late.for_news(5), Closed)
