"""Every check there is, in the order in which one needs the other."""

from dataclasses import dataclass
from functools import partial

from aiohttp import ClientSession

from worker.app.doctor import database, delegation, google, http, kafka
from worker.app.doctor.examination import Check
from worker.ports.clock import Clock
from worker.settings.model import Settings

KAFKA = "Kafka"
TOPICS = "topics"
GROUP = "consumer group"
DATABASE = "database"
TABLES = "tables"
DATABASE_CLOCK = "database's clock"
CALENDAR = "Google Calendar"
TOKENS = "Google's tokens"
GOOGLE_CLOCK = "Google's clock"
SERVICE_ACCOUNT = "service account"
DELEGATION = "delegation"
PORT = "HTTP port"

BOOTSTRAP = "VAI_KAFKA__BOOTSTRAP_SERVERS, and the VAI_KAFKA__… settings of security"
URL = "VAI_DATABASE__URL"
WAY_OUT = "a way out to Google (firewall, proxy, DNS)"


@dataclass(frozen=True, slots=True)
class Checks:
    settings: Settings
    session: ClientSession
    clock: Clock

    def all(self, user: str | None) -> list[Check]:
        """Return every check; `user` is an address to try delegation for, or None."""
        return [*self._kafka(), *self._database(), *self._google(user), self._port()]

    def _kafka(self) -> list[Check]:
        return [
            Check(KAFKA, partial(kafka.broker, self.settings), BOOTSTRAP),
            Check(TOPICS, partial(kafka.topics, self.settings), BOOTSTRAP, needs=(KAFKA,)),
            Check(GROUP, partial(kafka.group, self.settings), BOOTSTRAP, needs=(TOPICS,)),
        ]

    def _database(self) -> list[Check]:
        url = self.settings.database.url.get_secret_value()
        migrating = self.settings.database.migrate
        return [
            Check(DATABASE, partial(database.server, url), URL),
            Check(TABLES, partial(database.tables, url, migrating=migrating), URL, needs=(DATABASE,)),
            Check(DATABASE_CLOCK, partial(database.time_there, url, self.clock), URL, needs=(DATABASE,)),
        ]

    def _google(self, user: str | None) -> list[Check]:
        at, session = self.settings.google, self.session
        time_there = partial(google.time_there, session, at.token_uri, self.clock)
        return [
            Check(CALENDAR, partial(google.calendar, session, at.api_root), WAY_OUT),
            Check(TOKENS, partial(google.token_endpoint, session, at.token_uri), WAY_OUT),
            Check(GOOGLE_CLOCK, time_there, WAY_OUT, needs=(TOKENS,)),
            Check(SERVICE_ACCOUNT, partial(delegation.key, at), "VAI_GOOGLE__SERVICE_ACCOUNT_FILE"),
            *([self._delegation(user)] if user else []),
        ]

    def _delegation(self, user: str) -> Check:
        speaking = delegation.Speaking(self.session, self.settings.google, self.clock)
        return Check(DELEGATION, partial(speaking, user), WAY_OUT, needs=(TOKENS, SERVICE_ACCOUNT))

    def _port(self) -> Check:
        return Check(PORT, partial(http.port, self.session, self.settings.http), "VAI_HTTP__PORT")
