"""Everything the local Google knows, in memory."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from worker.ports.clock import Clock
from worker.sandbox.local_google.assumptions import Assumptions
from worker.sandbox.local_google.behaviour import Behaviour
from worker.sandbox.local_google.calendars.calendars import Calendar
from worker.sandbox.local_google.calendars.list_entry import ListEntry
from worker.sandbox.local_google.calendars.setting import Setting, is_setting
from worker.sandbox.local_google.identity.access import Role, first_rules
from worker.sandbox.local_google.identity.accounts import Account, Registration
from worker.sandbox.local_google.identity.grants import GrantBook
from worker.sandbox.local_google.identity.signing import Signing
from worker.sandbox.local_google.identity.tokens import TokenBook
from worker.sandbox.local_google.instants import zone
from worker.sandbox.local_google.push.channels import Channels
from worker.sandbox.local_google.quotas.request_quota import RequestQuota
from worker.sandbox.local_google.quotas.use_limits import Use
from worker.sandbox.local_google.sync.changes import Changes, acl_of, calendar_list_of, settings_of
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
    calendar_lists: dict[str, dict[str, ListEntry]] = field(default_factory=dict)
    """By address and calendar id."""
    settings: dict[str, dict[str, Setting]] = field(default_factory=dict)
    """By address and setting id, where somebody changed one."""
    tokens: TokenBook = field(default_factory=TokenBook)
    grants: GrantBook = field(default_factory=GrantBook)
    signing: Signing = field(default_factory=Signing)
    faults: FaultPlan = field(default_factory=FaultPlan)
    log: RequestLog = field(default_factory=RequestLog)
    seal: Seal = field(default_factory=Seal)
    changes: Changes = field(default_factory=Changes)
    channels: Channels = field(default_factory=Channels)
    requests: RequestQuota = field(default_factory=RequestQuota)
    use: dict[str, Use] = field(default_factory=dict)
    """By address: what counts against the use limits of an account."""
    versions: Iterator[int] = field(default_factory=lambda: itertools.count(FIRST_VERSION, 2000))

    def mark(self, feed: str, label: str | None = None) -> int:
        """Count a write to a list that clients may follow. Return its version.

        The label is the type of an event: a channel may be for some types only.
        """
        self.changes.add(feed, label)
        return next(self.versions)

    def expire_sync_tokens(self, calendar_id: str | None = None) -> None:
        """End the sync tokens given out so far: of a calendar's events and access rules, or all."""
        if calendar_id and calendar_id.lower() not in self.calendars:
            raise not_found()
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
        rules = first_rules(account.email, colleagues_see_busy=account.in_workspace)
        self._add(Calendar(account.email, account.email, account.email, place, rules))

    def add_calendar(
        self, calendar_id: str, owner: str, summary: str, time_zone: str, made_by: str | None = None
    ) -> Calendar:
        """Add a secondary calendar, and put it on its owner's list."""
        place = zone(time_zone)
        if place is None or owner not in self.accounts:
            raise invalid("A calendar needs a known zone and owner.")
        rules = first_rules(owner, colleagues_see_busy=False)
        calendar = Calendar(calendar_id, owner, summary, place, rules, primary=False, made_by=made_by)
        self._add(calendar)
        return calendar

    def _add(self, calendar: Calendar) -> None:
        self.calendars[calendar.id] = calendar
        calendar.version = next(self.versions)
        calendar.rule_versions = dict.fromkeys(calendar.rules, calendar.version)
        self.list_calendar(calendar.owner, calendar.id)

    def remove_calendar(self, calendar: Calendar) -> None:
        """End a calendar; it leaves everybody's list."""
        del self.calendars[calendar.id]
        for subject, entries in self.calendar_lists.items():
            if calendar.id in entries:
                gone = self.mark(calendar_list_of(subject))
                entries[calendar.id] = ListEntry(calendar.id, gone, deleted=True)

    def list_calendar(self, subject: str, calendar_id: str) -> ListEntry:
        """Put a calendar on somebody's list, where it is shown."""
        entry = ListEntry(calendar_id, self.mark(calendar_list_of(subject)), {"selected": True})
        self.calendar_lists.setdefault(subject, {})[calendar_id] = entry
        return entry

    def share(self, calendar: Calendar, scope: str, role: Role) -> None:
        """Write an access rule: for an address, an `@domain`, or `default`."""
        calendar.give(scope, role, self.mark(acl_of(calendar.id)))

    def change_setting(self, subject: str, name: str, value: str) -> None:
        """Change a setting, as only its person can [S23]."""
        if not is_setting(name, value):
            raise invalid(f"not a setting: {name}")
        version = self.mark(settings_of(subject))
        self.settings.setdefault(subject, {})[name] = Setting(value, version)

    def register(self, registration: Registration) -> None:
        """Register a service account, which is an account with a calendar of its own."""
        self.registrations[registration.client_email] = registration
        self.add_account(Account(email=registration.client_email, workspace=False))

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
