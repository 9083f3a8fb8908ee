"""Every check there is, in the order in which one needs the other."""

from dataclasses import dataclass
from functools import partial

from aiohttp import ClientSession

from worker.app.doctor import (
    database,
    delegation,
    google,
    grants,
    http,
    kafka,
    meeting_types,
    oauth_client,
    public_address,
)
from worker.app.doctor.acting import Acting
from worker.app.doctor.examination import Check
from worker.ports.clock import Clock
from worker.settings.meeting_types_file import SETTING
from worker.settings.model import Settings

MEETING_TYPES = "meeting types"
KAFKA = "Kafka"
TOPICS = "topics"
GROUP = "consumer group"
DATABASE = "database"
TABLES = "tables"
DATABASE_CLOCK = "database's clock"
KEYS = "encryption keys"
SEALING = "grants"
ACCOUNTS = "accounts"
LINES = "lines to Google"
CALENDAR = "Google Calendar"
TOKENS = "Google's tokens"
GOOGLE_CLOCK = "Google's clock"
CLIENT = "OAuth client"
SIGN_IN = "id tokens"
SERVICE_ACCOUNT = "service account"
USER = "user"
PORT = "HTTP port"
PUBLIC = "public address"

BOOTSTRAP = "VAI_KAFKA__BOOTSTRAP_SERVERS, and the VAI_KAFKA__… settings of security"
URL = "VAI_DATABASE__URL"
MIGRATE = "`vai-calendar migrate`"
SETTING_OF_KEYS = "VAI_SECRETS__ENCRYPTION_KEYS"
WAY_OUT = "a way out to Google (firewall, proxy, DNS)"


@dataclass(frozen=True, slots=True)
class Checks:
    settings: Settings
    session: ClientSession
    clock: Clock

    def all(self, user: str | None) -> list[Check]:
        """Return every check; `user` is one to try to act for, or None."""
        return [
            Check(MEETING_TYPES, partial(meeting_types.file, self.settings.worker.meeting_types), SETTING),
            *self._kafka(),
            *self._database(),
            *self._grants(),
            *self._google(),
            *self._acting(user),
            *self._http(),
        ]

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

    def _grants(self) -> list[Check]:
        url = self.settings.database.url.get_secret_value()
        return [
            Check(KEYS, partial(grants.keys, self.settings), SETTING_OF_KEYS),
            Check(SEALING, partial(grants.sealing, self.settings), MIGRATE, needs=(TABLES,)),
            Check(ACCOUNTS, partial(grants.accounts, url), MIGRATE, needs=(TABLES,)),
        ]

    def _google(self) -> list[Check]:
        at, session = self.settings.google, self.session
        time_there = partial(google.time_there, session, at.token_uri, self.clock)
        return [
            Check(LINES, partial(google.lines, at), "VAI_GOOGLE__…"),
            Check(CALENDAR, partial(google.calendar, session, at.api_root), WAY_OUT),
            Check(TOKENS, partial(google.token_endpoint, session, at.token_uri), WAY_OUT),
            Check(GOOGLE_CLOCK, time_there, WAY_OUT, needs=(TOKENS,)),
        ]

    def _acting(self, user: str | None) -> list[Check]:
        at, session = self.settings.google, self.session
        acting = Acting(session, self.settings, self.clock)
        asked = [Check(USER, partial(acting, user or ""), WAY_OUT, needs=(TOKENS, DATABASE))]
        return [
            Check(CLIENT, partial(oauth_client.client, session, at), WAY_OUT, needs=(TOKENS,)),
            Check(
                SIGN_IN, partial(oauth_client.signing_keys, session, at.jwks_uri), WAY_OUT, needs=(CLIENT,)
            ),
            Check(SERVICE_ACCOUNT, partial(delegation.key, at), "VAI_GOOGLE__SERVICE_ACCOUNT_FILE"),
            *(asked if user else []),
        ]

    def _http(self) -> list[Check]:
        at = self.settings.http
        return [
            Check(PORT, partial(http.port, self.session, at), "VAI_HTTP__PORT"),
            Check(PUBLIC, partial(public_address.webhook, self.session, at), public_address.SETTING),
        ]
