"""Valid results of every type and changes of every kind, from which `schemas/examples/` is written.

They are built by the code that builds them for real, the real search included.
"""

from collections.abc import Iterator

import orjson

from tests.messages.example_commands import COMMANDS
from tests.messages.samples import changes as tell
from tests.messages.samples import schedule_results, sync_results, update_results
from tests.messages.samples.events import NOW
from tests.messages.samples.people import MARIA, Json
from tests.messages.samples.told import Refusal, Success
from worker.errors import Refused
from worker.messages.cloud_events import encode_result, result_id, unstored_id
from worker.messages.defaults import Defaults
from worker.messages.envelope import Envelope, open_envelope
from worker.messages.results.result import Result, refusal, success
from worker.messages.texts import Texts
from worker.ports.commands import StoredAnswer


def changes(texts: Texts) -> Iterator[tuple[str, StoredAnswer]]:
    """Return an encoded change of every kind, by the name of its example."""
    yield from tell.of_events(texts)
    yield from tell.of_snapshots(texts)
    yield from tell.of_moments(texts)
    yield from tell.of_accounts()


def results(texts: Texts) -> Iterator[tuple[str, StoredAnswer]]:
    """Return an encoded result of every shape, by the name of its example."""
    for told in _successes(texts):
        result = success(command(told.command), told.message, told.data, NOW)
        yield told.name, encode_result(result, result_id(MARIA, result.command_id))
    for no in _refusals(texts):
        yield no.name, _unstored(refusal(command(no.command), no.refused, texts, NOW))
    for name, body in _INVALID.items():
        envelope = open_envelope(orjson.dumps(body))
        yield name, _unstored(refusal(envelope, _refused(envelope), texts, NOW))


def _successes(texts: Texts) -> Iterator[Success]:
    yield from schedule_results.successes(texts)
    yield from update_results.successes(texts)
    yield from sync_results.successes(texts)


def _refusals(texts: Texts) -> Iterator[Refusal]:
    yield from schedule_results.refusals(texts)
    yield from update_results.refusals(texts)
    yield from sync_results.refusals()


def _unstored(result: Result) -> StoredAnswer:
    return encode_result(result, unstored_id("vai.calendar.commands.schedule", 3, 42))


def command(name: str) -> Envelope:
    return open_envelope(orjson.dumps(COMMANDS[name]))


_INVALID: dict[str, Json] = {
    "schedule_meeting/invalid_command": {
        **COMMANDS["schedule_meeting/smallest"],
        "titel": "x",
        "duration_minutes": 3,
    },
    "unknown/invalid_command": {"command_id": "c-1", "user_id": MARIA, "type": "book"},
}


def _refused(envelope: Envelope) -> Refused:
    try:
        envelope.command(Defaults())
    except Refused as refused:
        return refused
    raise ValueError("the example is a good command")
