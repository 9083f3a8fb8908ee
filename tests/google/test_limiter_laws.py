"""Laws of the limiter: never more than the quota in any minute, and never much less if it is wanted."""

import asyncio
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.google.limiting import ANA, BOB, Replicas
from worker.ports.quota import Limit, Limits

SMALL = Limits(account=Limit(60), project=Limit(90))
"""So that a test need not make thousands of calls to come to the limits."""

waves = st.lists(
    st.tuples(
        st.floats(0, 150),  # when
        st.integers(0, 4),  # at which replica
        st.sampled_from([ANA, BOB]),
        st.integers(1, 30),  # how many calls at once
        st.sampled_from([1, 1, 3]),  # what each costs
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=15)
@given(replicas=st.integers(1, 5), waves=waves)
def test_no_minute_sees_more_than_the_quotas(
    replicas: int, waves: list[tuple[float, int, str, int, int]]
) -> None:
    world = Replicas(replicas, SMALL)

    async def one(at: float, replica: int, account: str, cost: int) -> None:
        await world.timeline.sleep(timedelta(seconds=at))
        await world.call(replica % replicas, account, cost)

    asyncio.run(
        world.timeline.play(
            *(
                one(at, replica, account, cost)
                for at, replica, account, count, cost in waves
                for _ in range(count)
            )
        )
    )
    assert len(world.calls) == sum(count for _, _, _, count, _ in waves)
    assert world.busiest_minute(ANA) <= SMALL.account.per_minute
    assert world.busiest_minute(BOB) <= SMALL.account.per_minute
    assert world.busiest_minute() <= SMALL.project.per_minute
