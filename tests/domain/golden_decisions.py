"""Decisions that stay as they are as long as the rules of the search do; `decisions.jsonl` holds them."""

from collections.abc import Mapping
from pathlib import Path

import orjson

from tests.domain.test_decision import a_full_question
from tests.domain.worlds import MONDAY, on_monday, person, request
from worker.domain.decision import Decision, Question, Versions, decide

FILE = Path(__file__).with_name("decisions.jsonl")
VERSIONS = Versions("tzdata", "golden")

ANA, BOB, EVE = "ana@vai.example", "bob@vai.example", "eve@vai.example"


def questions() -> Mapping[str, Question]:
    ana = person(ANA, busy=["09:00-10:30", "13:00-14:00"], own=True)
    bob = person(BOB, zone="America/New_York", busy=["16:00-16:30"])
    eve = person(EVE, zone="Asia/Kathmandu", required=False)
    full = person(BOB, busy=["09:00-17:00"])
    near = request(ana, bob, eve, gap_before=15, notice=30, preferred=f"{MONDAY}T16:30")
    return {
        "three people in three zones": Question(near, 5),
        "nothing fits": Question(request(ana, full, minutes=60), 5),
        "an exact time that is taken": Question(request(ana, bob), 5, slot=on_monday("09:00-09:30")),
        "who joins is busy": Question(
            request(ana, full), 5, slot=on_monday("11:00-11:30"), joining=request(full)
        ),
        "the window has passed": Question(request(ana), 5, has_passed=True),
        "everything at once": a_full_question(),
    }


def golden() -> dict[str, Decision]:
    """Return what the file holds, byte for byte."""
    lines = FILE.read_text("utf-8").splitlines() if FILE.exists() else []
    stored = {line["name"]: line for line in map(orjson.loads, lines)}
    return {name: Decision(packed(line["inputs"]), packed(line["outcome"])) for name, line in stored.items()}


def packed(value: object) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


def present() -> dict[str, Decision]:
    """Return the same decisions as they are made today."""
    return {name: decide(question, VERSIONS)[1] for name, question in questions().items()}
