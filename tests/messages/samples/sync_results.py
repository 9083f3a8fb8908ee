"""Examples of what the commands on the topic `commands.sync` are answered."""

from collections.abc import Iterator
from datetime import timedelta

from tests.messages.samples.events import EVENT, FOLLOW_UP, NOW
from tests.messages.samples.people import MARIA
from tests.messages.samples.told import Refusal, Success
from worker.codes import Code
from worker.errors import Refused
from worker.messages.results.account import ConnectedData, DisconnectedData
from worker.messages.results.event import EventData
from worker.messages.results.one_event import OneEventData
from worker.messages.results.synchronised import SynchronisedData
from worker.messages.results.upcoming import UpcomingData
from worker.messages.results.watch import WatchedData, WatchStoppedData
from worker.messages.texts import Texts

EVENTS_SCOPE = "https://www.googleapis.com/auth/calendar.events"
FREE_BUSY_SCOPE = "https://www.googleapis.com/auth/calendar.freebusy"


def successes(texts: Texts) -> Iterator[Success]:
    some = SynchronisedData(read=40, changed=3, published=2, full=False)
    yield Success("sync_calendar/changes", "smallest", texts.synchronised("ro", changed=3), some)
    everything = SynchronisedData(read=40, changed=3, published=23, full=True)
    told = texts.synchronised("en", changed=3, published=23)
    yield Success("sync_calendar/full", "full", told, everything)
    event, follow_up = (EventData.of(each, texts, "ro") for each in (EVENT, FOLLOW_UP))
    page = UpcomingData(meetings=(event,), next_cursor="cGFnZS0y", as_of=NOW, source="google")
    yield Success("list_upcoming/page", "full", "Urmează 1 întâlnire.", page)
    last = UpcomingData(meetings=(event, follow_up), next_cursor=None, as_of=NOW, source="snapshot")
    yield Success("list_upcoming/last_page", "smallest", "Urmează 2 întâlniri.", last)
    yield Success("get_meeting/found", "smallest", "Întâlnirea a fost găsită.", OneEventData(event=event))
    watched = WatchedData(calendar_id=MARIA, expires_at=NOW + timedelta(days=7))
    yield Success("watch_calendar/watched", "smallest", "Calendarul este urmărit.", watched)
    planned = WatchedData(calendar_id=MARIA, expires_at=None)
    yield Success("watch_calendar/dry_run", "full", "Calendarul ar fi urmărit.", planned)
    ended = WatchStoppedData(calendar_id=MARIA)
    yield Success("stop_watch/stopped", "smallest", "Calendarul nu mai este urmărit.", ended)
    yield from _accounts()


def _accounts() -> Iterator[Success]:
    both = ConnectedData(email=MARIA, granted_scopes=(EVENTS_SCOPE, FREE_BUSY_SCOPE), missing_scopes=())
    yield Success("connect_account/connected", "smallest", "Contul Google a fost conectat.", both)
    one = ConnectedData(email=MARIA, granted_scopes=(EVENTS_SCOPE,), missing_scopes=(FREE_BUSY_SCOPE,))
    yield Success("connect_account/fewer_rights", "full", "Contul Google a fost conectat.", one)
    none = ConnectedData(email=None, granted_scopes=(), missing_scopes=())
    yield Success("connect_account/dry_run", "full", "Contul Google ar fi conectat.", none)
    gone = DisconnectedData(email=MARIA)
    yield Success("disconnect_account/disconnected", "smallest", "Contul Google a fost deconectat.", gone)


def refusals() -> Iterator[Refusal]:
    nowhere = Refused(Code.CALENDAR_NOT_FOUND, "Google knows no such calendar")
    yield Refusal("sync_calendar/calendar_not_found", "full", nowhere)
    large = Refused(Code.RESULT_TOO_LARGE, "1000000 bytes, at most 921600")
    yield Refusal("list_upcoming/result_too_large", "full", large)
    missing = Refused(Code.EVENT_NOT_FOUND, "no such event in this calendar")
    yield Refusal("get_meeting/event_not_found", "smallest", missing)
    no_address = Refused(Code.PUSH_NOT_CONFIGURED, "the worker has no public address")
    yield Refusal("watch_calendar/push_not_configured", "smallest", no_address)
    dead = Refused(Code.REAUTHORIZATION_REQUIRED, "the grant was revoked or has died")
    yield Refusal("stop_watch/reauthorization_required", "smallest", dead)
    old = Refused(Code.CONSENT_FAILED, "Google did not take the code")
    yield Refusal("connect_account/consent_failed", "smallest", old)
    unknown = Refused(Code.ACCOUNT_NOT_CONNECTED, "this user has no grant")
    yield Refusal("disconnect_account/account_not_connected", "smallest", unknown)
