"""The ranking against one that looks at every start, every person and every minute."""

from hypothesis import given

from tests.domain.oracle import minute
from tests.domain.rank_oracle import RankOracle
from tests.strategies import searches
from worker.domain.search import search
from worker.domain.search_request import SearchRequest


@given(searches())
def test_every_slot_has_the_place_score_and_reasons_that_the_rules_give_it(asked: SearchRequest) -> None:
    slots = search(asked, 10_000).slots

    told = [(minute(each.slot.start), each.score, each.reasons) for each in slots]
    assert told == RankOracle(asked).ranked()
