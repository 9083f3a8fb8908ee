"""Channels for access rules, lists of calendars and settings, [S9]."""

import pytest

from tests.sandbox.local_google.people import ANA, BOB, SCOPE, Login, refusal
from tests.sandbox.local_google.push.receiver import Receiver, channel, stop
from worker.sandbox.local_google.control.control import LocalGoogleControl
from worker.sandbox.local_google.control.person import Person
from worker.sandbox.local_google.identity.access import Role
from worker.sandbox.local_google.json_types import Json

RULES, LIST, SETTINGS = "calendars/primary/acl", "users/me/calendarList", "users/me/settings"


async def watch(person: Person, place: str, hook: Receiver) -> Json:
    return await person.send("POST", f"{place}/watch", channel(hook, id=place.replace("/", "-")), {})


@pytest.mark.parametrize("place", [RULES, LIST, SETTINGS])
async def test_each_list_has_its_channel(
    ana: Person, hook: Receiver, control: LocalGoogleControl, place: str
) -> None:
    """[S9][D]: what another list tells is not heard."""
    opened = await watch(ana, place, hook)
    await control.share(ANA, BOB, Role.WRITER)
    await control.add_calendar("team@group.calendar.google.com", owner=ANA)
    await ana.send("POST", "calendars/primary/events", {"start": DAY, "end": NEXT}, {})
    await control.change_setting(ANA, "weekStart", "1")
    told = [await hook.next() for _ in range(2)]

    assert [one.state for one in told] == ["sync", "exists"]
    assert hook.waiting == 0
    assert opened["resourceUri"] == f"https://www.googleapis.com/calendar/v3/{place}?alt=json"
    await stop(ana, opened)


DAY, NEXT = {"date": "2026-11-23"}, {"date": "2026-11-24"}


async def test_a_calendar_shared_with_somebody_is_not_told_until_they_list_it(
    ana: Person, bob: Person, hook: Receiver, control: LocalGoogleControl
) -> None:
    """[S9]."""
    await watch(bob, LIST, hook)
    await hook.next()
    await control.share(ANA, BOB, Role.READER)
    assert [one.outcome for one in await control.push_reports()] == ["204"]
    await bob.send("POST", LIST, {"id": ANA}, {})

    assert (await hook.next()).state == "exists"


async def test_rules_are_watched_by_those_who_may_list_them(
    bob: Person, hook: Receiver, control: LocalGoogleControl
) -> None:
    """[D]."""
    await control.share(ANA, BOB, Role.READER)
    rules = f"calendars/{ANA}/acl"
    assert await refusal(watch(bob, rules, hook)) == (403, "requiredAccessLevel")
    await control.share(ANA, BOB, Role.WRITER)

    assert await watch(bob, rules, hook)


@pytest.mark.parametrize(
    ("place", "scope"),
    [
        (RULES, "calendar.acls.readonly"),
        (LIST, "calendar.calendarlist.readonly"),
        (SETTINGS, "calendar.settings.readonly"),
    ],
)
async def test_each_list_has_its_scope(login: Login, hook: Receiver, place: str, scope: str) -> None:
    """[D]."""
    without = await login(ANA, SCOPE + "calendar.events")

    assert await refusal(watch(without, place, hook)) == (403, "insufficientPermissions")
    assert await watch(await login(ANA, SCOPE + scope), place, hook)
