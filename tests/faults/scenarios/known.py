"""Every scenario there is, in the order of `run all`."""

from tests.faults.scenario import Scenario
from tests.faults.scenarios.sigkill_storm import SIGKILL_STORM

SCENARIOS: tuple[Scenario, ...] = (SIGKILL_STORM,)


def named(name: str) -> Scenario:
    """Raise `KeyError` with the names there are."""
    found = {scenario.name: scenario for scenario in SCENARIOS}
    if name not in found:
        raise KeyError(f"no scenario {name}: there are {', '.join(found)}")
    return found[name]
