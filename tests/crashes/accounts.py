"""What a worker does when somebody connects an account, and when it is given back.

The calls are written down by hand, as in `tests.crashes.at_once`. These scenarios stand apart: what is
left of a code that was spent by a dead replica is no success, and what is left of a user is nothing.
"""

from dataclasses import dataclass

from tests.crashes.deeds import record, schedule
from tests.crashes.replicas import Place, Replica
from tests.crashes.scenario import Scenario
from tests.wire.accounts import connect, disconnect
from worker.ports.grants import Consent

WATCH = {"type": "watch_calendar", "command_id": "watch-1"}


@dataclass(frozen=True, slots=True)
class Connecting:
    """Somebody consented: the same code, whoever tries."""

    consent: Consent

    async def __call__(self, place: Place, replica: Replica) -> None:
        await replica.receive(record(connect(place.ana, self.consent, command_id="connect-1")))
        await replica.publish_changes()


async def live_a_little(place: Place, replica: Replica) -> None:
    """Leave something behind: a meeting with a follow-up, and a calendar that is watched."""
    await replica.receive(record(schedule(place)))
    await replica.receive(record({**WATCH, "user_id": place.ana}))
    await replica.publish_changes()


async def leave(place: Place, replica: Replica) -> None:
    await replica.receive(record(disconnect(place.ana, command_id="leave-1")))
    await replica.publish_changes()


PUBLISHED = ("publisher.publish", "outbox.pending", "publisher.publish", "outbox.published")
CONNECT_CALLS = (
    "commands.claim",
    "consents.exchange",
    "grants.of",
    "grants.keep",
    "commands.finish",
    *PUBLISHED,
)
LEAVE = Scenario(
    prepare=live_a_little,
    act=leave,
    calls=(
        "commands.claim",
        "grants.of",
        "commands.save",
        "channels.end_all",
        "push.stop",
        "channels.stopped",
        "grants.is_shared",
        "consents.revoke",
        "departures.forget_some",
        "commands.finish",
        *PUBLISHED,
    ),
)
CODE_IS_SPENT = {"consents.exchange:after", "grants.of:before", "grants.of:after", "grants.keep:before"}
"""Who dies there has the grant, and nobody else ever will."""


def connecting(consent: Consent) -> Scenario:
    return Scenario(act=Connecting(consent), calls=CONNECT_CALLS)
