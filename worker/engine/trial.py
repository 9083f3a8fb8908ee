"""What an error means for a command that is being tried: again, no, or not known yet.

In doubt nothing is answered. A write whose answer was lost may have taken effect, and so may
one that another run began and nobody here saw the end of; then neither a used-up budget nor
a broken grant or quota says that nothing was done. Doubt ends where a handler has proved that
no write took effect: it says so on the error (`nothing_written`).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from worker.codes import Code
from worker.engine.retry import Jitter, Patience, RetryPolicy
from worker.errors import OutcomeUncertain, Refused, TransientError
from worker.ports.clock import Clock
from worker.ports.commands import Booking, Claim, Settlement

GRANT_BROKEN = frozenset(
    {
        Code.ACCOUNT_NOT_CONNECTED,
        Code.ACCOUNT_NOT_ALLOWED,
        Code.REAUTHORIZATION_REQUIRED,
        Code.INSUFFICIENT_SCOPE,
    }
)


class Retry(Exception):
    """Try again, later."""

    def __init__(self, after: timedelta) -> None:
        super().__init__(after)
        self.after = after


@dataclass(frozen=True, slots=True)
class Withhold:
    """The budget is used up and the outcome of a write is not known."""

    cause: TransientError


@dataclass(slots=True)
class Trial:
    patience: Patience
    in_doubt: bool = False
    """Whether a write may have taken effect that nobody here has seen the end of."""
    _has_run: bool = False

    def begin(self, claim: Claim) -> None:
        """Note a run. Of an earlier run we know nothing, of our own how they ended."""
        if not self._has_run:
            self.in_doubt |= claim.may_have_written
        self._has_run = True

    def verdict(self, error: Refused | TransientError) -> Retry | Withhold | Refused:
        self.in_doubt &= not error.nothing_written
        if isinstance(error, Refused):
            return in_doubt(error) if self.in_doubt else error
        self.in_doubt |= isinstance(error, OutcomeUncertain)
        wait = self.patience.wait_after(error)
        if wait is not None:
            return Retry(wait)
        return Withhold(error) if self.in_doubt else Refused(error.code, str(error))


@dataclass(frozen=True, slots=True)
class Trials:
    """Makes the trial of each command."""

    policy: RetryPolicy
    jitter: Jitter
    clock: Clock

    def new(self, deadline: datetime | None = None) -> Trial:
        return Trial(Patience(self.policy, self.jitter, self.clock, deadline))


def in_doubt(refused: Refused) -> Refused | Withhold:
    """Return what a refusal means in doubt: a used-up quota comes back, and with it the outcome."""
    if refused.code is Code.QUOTA_EXHAUSTED and not refused.nothing_written:
        return Withhold(OutcomeUncertain(f"a write may have taken effect, but: {refused.detail}"))
    return known_or_unknown(refused)


def known_or_unknown(refused: Refused) -> Refused:
    """Return the answer in doubt: without a grant nobody can find out any more."""
    if refused.code not in GRANT_BROKEN or refused.nothing_written:
        return refused
    return Refused(Code.OUTCOME_UNKNOWN, f"a write may have taken effect, but: {refused.detail}")


def settlement_of(refused: Refused) -> Settlement:
    """Return what becomes of the reservation: kept where the event may be there after all."""
    unknown = refused.code is Code.OUTCOME_UNKNOWN
    return Settlement(booking=Booking.KEEP if unknown else Booking.RELEASE)
