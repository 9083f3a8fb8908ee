"""`python -m tests.domain.write_decisions`: write the golden decisions, once their rules are new.

Where the outcome of what is there would change under the same number, nothing is written.
"""

import sys
from collections.abc import Mapping

import orjson

from tests.domain.golden_decisions import FILE, golden, present
from worker.domain.canonical import NotReadable
from worker.domain.decision import RULES, Decision, computed, inputs_of


def main() -> None:
    if changed := sorted(name for name, decision in golden().items() if is_changed(decision)):
        sys.exit(
            f"the outcome is another: {', '.join(changed)}. Raise RULES in worker/domain/decision.py first"
        )
    FILE.write_text("".join(as_line(name, one) for name, one in present().items()), "utf-8")


def is_changed(decision: Decision) -> bool:
    """Tell whether an outcome changed and the rules did not."""
    try:
        inputs = inputs_of(decision)
    except NotReadable:
        return bool(orjson.loads(decision.inputs)["versions"]["rules"] == RULES)
    return inputs.versions.rules == RULES and computed(inputs.question) != decision.outcome


def as_line(name: str, decision: Decision) -> str:
    parts: Mapping[str, object] = {
        "name": name,
        "inputs": orjson.loads(decision.inputs),
        "outcome": orjson.loads(decision.outcome),
    }
    return orjson.dumps(parts).decode() + "\n"


if __name__ == "__main__":
    main()
