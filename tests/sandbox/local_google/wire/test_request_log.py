"""The log of requests, read from outside."""

from tests.sandbox.local_google.people import ANA, BOB, NOW, busy, guests, meeting, refusal
from worker.sandbox.local_google.control.control import LocalGoogleControl
from worker.sandbox.local_google.control.person import Person


async def test_the_log_tells_what_was_asked_and_answered(ana: Person, control: LocalGoogleControl) -> None:
    body = meeting(id="vai0123456", attendees=guests(BOB))
    await ana.insert(body, sendUpdates="all", quotaUser="u-1")
    await refusal(ana.insert(body))
    made, refused = await control.log()

    assert (made.sequence + 1, made.method, made.subject) == (refused.sequence, "POST", ANA)
    assert made.path == "/calendar/v3/calendars/primary/events"
    assert made.query == {"sendUpdates": ["all"], "quotaUser": ["u-1"]}
    assert (made.send_updates, made.quota_user, made.body) == ("all", "u-1", body)
    assert (made.status, made.reason, made.event_id) == (200, None, "vai0123456")
    assert (refused.status, refused.reason, refused.event_id) == (409, "duplicate", None)
    assert (refused.send_updates, refused.quota_user) == ("none", None)
    assert made.arrived.isoformat() == NOW
    assert made.answered_monotonic is not None


async def test_the_log_can_be_filtered_and_cleared(
    ana: Person, bob: Person, control: LocalGoogleControl
) -> None:
    await ana.list()
    await busy(ana, ANA)
    await bob.list()
    everything = await control.log()

    assert [entry.path[-8:] for entry in await control.log(path="freeBusy$")] == ["freeBusy"]
    assert len(await control.log(subject=BOB)) == 1
    assert await control.log(after=everything[1].sequence) == everything[2:]
    await control.clear_log()
    assert await control.log() == []
    await ana.list()
    assert (await control.log())[0].sequence > everything[-1].sequence
