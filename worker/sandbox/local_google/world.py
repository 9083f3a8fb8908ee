"""Everything the local Google knows, in memory."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from worker.ports.clock import Clock
from worker.sandbox.local_google.assumptions import Assumptions
from worker.sandbox.local_google.behaviour import Behaviour
from worker.sandbox.local_google.calendars.calendars import Calendar
from worker.sandbox.local_google.identity.access import Role, first_rules
from worker.sandbox.local_google.identity.accounts import Account, Registration
from worker.sandbox.local_google.identity.tokens import TokenBook
from worker.sandbox.local_google.instants import zone
from worker.sandbox.local_google.sync.changes import Changes
from worker.sandbox.local_google.wire.faults import FaultPlan
from worker.sandbox.local_google.wire.refusals import forbidden, invalid, not_found
from worker.sandbox.local_google.wire.request_log import RequestLog
from worker.sandbox.local_google.wire.seal import Seal

FIRST_VERSION = 3_400_000_000_000_000
"""Etags look like Google's, and never repeat across calendars."""


@dataclass(slots=True)
class World:
    clock: Clock
    assumptions: Assumptions = field(default_factory=Assumptions)
    behaviour: Behaviour = field(default_factory=Behaviour)
    accounts: dict[str, Account] = field(default_factory=dict)
    registrations: dict[str, Registration] = field(default_factory=dict)
    calendars: dict[str, Calendar] = field(default_factory=dict)
    tokens: TokenBook = field(default_factory=TokenBook)
    faults: FaultPlan = field(default_factory=FaultPlan)
    log: RequestLog = field(default_factory=RequestLog)
    seal: Seal = field(default_factory=Seal)
    changes: Changes = field(default_factory=Changes)
    versions: Iterator[int] = field(default_factory=lambda: itertools.count(FIRST_VERSION, 2000))

    def mark(self, feed: str) -> int:
        """Count a write to a list that clients may follow. Return its version."""
        self.changes.moved.add(feed)
        return next(self.versions)

    def expire_sync_tokens(self, calendar_id: str | None = None) -> None:
        """End the sync tokens given out so far: of a calendar's events and access rules, or all."""
        self.changes.expire(calendar_id.lower() if calendar_id else None, next(self.versions))

    def now(self) -> datetime:
        """Return the instant on Google's clock, which may be wrong by `clock_offset`."""
        return self.clock.now() + self.behaviour.clock_offset

    def add_account(self, account: Account) -> None:
        """Add or replace an account; its primary calendar keeps its events."""
        place = zone(account.time_zone)
        if place is None:
            raise invalid(f"not a time zone: {account.time_zone}")
        self.accounts[account.email] = account
        known = self.calendars.get(account.email)
        if known:
            known.zone = place
            return
        rules = first_rules(account.email, primary=True)
        self.calendars[account.email] = Calendar(account.email, account.email, account.email, place, rules)

    def add_calendar(self, calendar_id: str, owner: str, summary: str, time_zone: str) -> None:
        """Add a secondary calendar."""
        place = zone(time_zone)
        if place is None or owner not in self.accounts:
            raise invalid("A calendar needs a known zone and owner.")
        rules = first_rules(owner, primary=False)
        self.calendars[calendar_id] = Calendar(calendar_id, owner, summary, place, rules, primary=False)

    def register(self, registration: Registration) -> None:
        """Register a service account, which is an account with a calendar of its own."""
        self.registrations[registration.client_email] = registration
        self.add_account(Account(email=registration.client_email))

    def visible(self, calendar_id: str, subject: str, least: Role = Role.FREE_BUSY_READER) -> Calendar:
        """Return a calendar the subject may see, by its id or `primary`."""
        calendar = self.find(calendar_id, subject)
        if calendar is None or not calendar.role_of(subject).at_least(least):
            raise not_found()
        return calendar

    def writable(self, calendar_id: str, subject: str) -> Calendar:
        """Return a calendar the subject may write to."""
        calendar = self.visible(calendar_id, subject)
        if not calendar.role_of(subject).at_least(Role.WRITER_WITHOUT_PRIVATE_ACCESS):
            raise forbidden("requiredAccessLevel")
        return calendar

    def find(self, calendar_id: str, subject: str) -> Calendar | None:
        name = subject if calendar_id == "primary" else calendar_id.lower()
        calendar = self.calendars.get(name)
        owner = self.accounts.get(calendar.owner) if calendar else None
        if calendar and owner and not (owner.exists and owner.calendar_user):
            return None
        return calendar
