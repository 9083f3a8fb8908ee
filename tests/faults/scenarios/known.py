"""Every scenario there is, in the order of `run all`."""

from tests.faults.scenario import Scenario
from tests.faults.scenarios.broker_frozen import BROKER_FROZEN
from tests.faults.scenarios.broker_restart import BROKER_RESTART
from tests.faults.scenarios.contenders import CONTENDERS
from tests.faults.scenarios.crowded_calendar import CROWDED_CALENDAR
from tests.faults.scenarios.database_restart import DATABASE_RESTART
from tests.faults.scenarios.dead_letter_topic_missing import DEAD_LETTER_TOPIC_MISSING
from tests.faults.scenarios.double_booking import DOUBLE_BOOKING
from tests.faults.scenarios.freeze import FREEZE
from tests.faults.scenarios.google_errors import GOOGLE_ERRORS
from tests.faults.scenarios.google_stalls import GOOGLE_STALLS
from tests.faults.scenarios.google_throttles import GOOGLE_THROTTLES
from tests.faults.scenarios.grant_revoked import GRANT_REVOKED
from tests.faults.scenarios.insert_timed_out import INSERT_TIMED_OUT
from tests.faults.scenarios.join_leave_storm import JOIN_LEAVE_STORM
from tests.faults.scenarios.kill_between import KILL_AFTER_EFFECT, KILL_AFTER_RESULT
from tests.faults.scenarios.poison_mix import POISON_MIX
from tests.faults.scenarios.reminders import REMINDERS
from tests.faults.scenarios.rolling_deploy import ROLLING_DEPLOY
from tests.faults.scenarios.sigkill_storm import HEADLINE, SIGKILL_STORM
from tests.faults.scenarios.sigterm_under_load import SIGTERM_UNDER_LOAD
from tests.faults.scenarios.soak import SOAK
from tests.faults.scenarios.straggler_key import STRAGGLER_KEY
from tests.faults.scenarios.three_brokers import THREE_BROKERS

SCENARIOS: tuple[Scenario, ...] = (
    SIGKILL_STORM,
    KILL_AFTER_EFFECT,
    KILL_AFTER_RESULT,
    CROWDED_CALENDAR,
    DOUBLE_BOOKING,
    REMINDERS,
    SIGTERM_UNDER_LOAD,
    FREEZE,
    JOIN_LEAVE_STORM,
    ROLLING_DEPLOY,
    GOOGLE_THROTTLES,
    GOOGLE_ERRORS,
    GOOGLE_STALLS,
    INSERT_TIMED_OUT,
    GRANT_REVOKED,
    STRAGGLER_KEY,
    BROKER_RESTART,
    BROKER_FROZEN,
    DATABASE_RESTART,
    POISON_MIX,
    DEAD_LETTER_TOPIC_MISSING,
    THREE_BROKERS,
    HEADLINE,
    SOAK,
    *CONTENDERS,
)


def named(name: str) -> Scenario:
    """Raise `KeyError` with the names there are."""
    found = {scenario.name: scenario for scenario in SCENARIOS}
    if name not in found:
        raise KeyError(f"no scenario {name}: there are {', '.join(found)}")
    return found[name]
