from datetime import timedelta

import pytest

from tests.benchmarks.report import Report, Target
from tests.benchmarks.scheduling import agreement
from tests.benchmarks.scheduling.agreement import Disagreement, agree
from tests.benchmarks.scheduling.loads import Load
from tests.benchmarks.scheduling.measured import HEAVIEST_ON_THE_LOOP
from tests.benchmarks.scheduling.straightforward import starts
from tests.benchmarks.scheduling.straightforward_rank import ranked
from worker.domain.search_request import SearchRequest
from worker.handlers.deciding import is_long

SOME = Load(3, 12, 4)


@pytest.mark.parametrize("minutes", [30, 480])
def test_both_searches_say_the_same(minutes: int) -> None:
    agree(SOME.request(timedelta(minutes=minutes)))


def test_a_search_that_says_something_else_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def one_less(request: SearchRequest) -> list[int]:
        return list(starts(request))[1:5]

    monkeypatch.setattr(agreement, "free_starts", one_less)

    with pytest.raises(Disagreement):
        agree(SOME.request())


def test_another_order_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(agreement, "ranked", lambda request: ranked(request)[::-1])

    with pytest.raises(Disagreement, match="ranks"):
        agree(SOME.request())


def test_the_heaviest_search_on_the_loop_is_no_long_one() -> None:
    assert not is_long(HEAVIEST_ON_THE_LOOP.request())


def test_a_target_is_met_within_its_bounds_only() -> None:
    bounds = Target("a", 2.0, at_least=2), Target("b", 2.0, at_most=2)

    assert Report("some", {}, bounds).met
    assert not Report("some", {}, (*bounds, Target("c", 1.9, at_least=2))).met
