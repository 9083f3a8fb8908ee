"""`worker.ports.WorkTimes`, as a table: whoever is in it is known."""

from collections.abc import Collection, Mapping

from worker.domain.account import Account
from worker.ports.work_times import GoogleHours


class FakeWorkTimes:
    def __init__(self, known: Mapping[str, GoogleHours] | None = None) -> None:
        self.people = dict(known or {})
        self.asked: list[tuple[str, ...]] = []

    async def known(self, account: Account, emails: Collection[str]) -> Mapping[str, GoogleHours]:
        del account
        self.asked.append(tuple(emails))
        return {email: self.people[email] for email in emails if email in self.people}
