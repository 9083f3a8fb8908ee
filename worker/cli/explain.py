"""`vai-calendar explain`: how a command came to its time, computed again in front of whoever asks."""

import asyncio
import sys
from collections.abc import Sequence
from typing import Annotated, Any, Literal

import orjson
from cyclopts import Parameter

from worker.app.version import release
from worker.app.zone_data import zone_data
from worker.cli import start
from worker.cli.decision_replay import Replay
from worker.cli.decision_told import answer_of, told
from worker.cli.printable import printable
from worker.domain.canonical import NotReadable
from worker.domain.decision import Decision, Versions
from worker.messages.decision_sentences import (
    NOT_KEPT,
    NOT_READABLE,
    SEARCHED_NOTHING,
    SEVERAL_USERS,
    UNKNOWN_COMMAND,
    USER_FORGOTTEN,
)
from worker.messages.texts import Texts
from worker.settings.model import DatabasePart
from worker.store.decided_commands import DecidedCommand, decided_commands, was_forgotten

SAME, OTHER, WHICH, NOTHING = 0, 1, 2, 3
"""Exit codes: as it was, another today, several users have the id, there is nothing to explain."""
SEARCHING = ("schedule_meeting", "check_availability", "hold_slot", "reschedule_meeting", "update_meeting")

Locale = Literal["ro", "en"]


async def explain(
    command_id: str,
    /,
    *,
    user: str | None = None,
    locale: Locale = "en",
    json: Annotated[bool, Parameter(name="--json", negative=())] = False,
) -> int:
    """Tell how a command came to its time, or why to none, and compute that again.

    Parameters
    ----------
    command_id
        The command's id.
    user
        Whose command it is; needed where several users have used the id.
    locale
        The language to tell it in.
    json
        Write one JSON object, with everything that the decision rests on.

    """
    url = start.settings(DatabasePart).database.url.get_secret_value()
    texts = await asyncio.to_thread(Texts.load)
    found = await decided_commands(url, command_id, user)
    here = [command for command in found if not command.is_forgotten]
    if len(here) > 1:
        return complaint(texts.say(locale, SEVERAL_USERS, users=users_of(here)), WHICH)
    if not here:
        is_gone = bool(found) or (user is not None and await was_forgotten(url, command_id, user))
        sentence = USER_FORGOTTEN if is_gone else UNKNOWN_COMMAND
        return complaint(texts.say(locale, sentence, command_id=command_id), NOTHING)
    return explained(here[0], Versions(zone_data(), release()), texts, locale, as_json=json)


def explained(command: DecidedCommand, now: Versions, texts: Texts, locale: str, *, as_json: bool) -> int:
    """Write what is to be said of one command, and return the exit code."""
    if command.decision is None:
        sentence = NOT_KEPT if command.type in SEARCHING else SEARCHED_NOTHING
        names = {"type": command.type, "command_id": command.command_id}
        return complaint(texts.say(locale, sentence, **names), NOTHING)
    try:
        replay = Replay.of(command.decision, now)
    except NotReadable:
        kept_by = worker_of(command.decision)
        return complaint(texts.say(locale, NOT_READABLE, worker=kept_by, now=now.worker), OTHER)
    if as_json:
        sys.stdout.write(as_line(command, command.decision, replay))
    else:
        write(told(command, replay.inputs.question, replay.outcome, texts, locale))
        write(replay.lines(texts, locale))
    return SAME if replay.is_same else OTHER


def write(lines: Sequence[str]) -> None:
    sys.stdout.writelines(f"{printable(line)}\n" for line in lines)


def complaint(sentence: str, code: int) -> int:
    sys.stderr.write(f"vai-calendar: {printable(sentence)}\n")
    return code


def users_of(commands: Sequence[DecidedCommand]) -> str:
    return ", ".join(command.user_id for command in commands)


def worker_of(decision: Decision) -> str:
    """Return which release kept a decision, whatever else it kept."""
    try:
        return str(orjson.loads(decision.inputs)["versions"]["worker"])
    except (LookupError, TypeError, ValueError):
        return "?"


def as_line(command: DecidedCommand, decision: Decision, replay: Replay) -> str:
    """Return one JSON object, with the end of its line: inputs and outcome as they are kept."""
    result = answer_of(command)
    shown: dict[str, Any] = {
        "command_id": command.command_id,
        "user_id": command.user_id,
        "type": command.type,
        "state": command.state,
        "status": result.get("status"),
        "code": (result.get("error") or {}).get("code"),
        "made_at": command.made_at,
        "same": replay.is_same,
        "now": {"rules": replay.now.rules, "zones": replay.now.zones, "worker": replay.now.worker},
        "inputs": orjson.loads(decision.inputs),
        "outcome": orjson.loads(decision.outcome),
    }
    return orjson.dumps(shown, option=orjson.OPT_UTC_Z).decode() + "\n"
