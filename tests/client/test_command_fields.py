"""The fields that Python may name, held equal to those of the models."""

import inspect
from typing import Any, get_args, get_type_hints

import pytest

from worker.client import commands
from worker.client.fields import ExceptionalHours, FollowUp, LocalTime, Participant, Reminder, Shift, Span
from worker.messages.commands.exceptional_hours import ExceptionalHours as ExceptionalHoursModel
from worker.messages.commands.known import COMMANDS
from worker.messages.commands.participant import Participant as ParticipantModel
from worker.messages.commands.reminder import ReminderWish
from worker.messages.commands.schedule_meeting import FollowUpAction
from worker.messages.commands.spans import Slot
from worker.messages.commands.working_hours import Shift as ShiftModel
from worker.messages.results.known import DATA_OF
from worker.messages.times import LocalTime as LocalTimeModel

MADE_HERE = {"type", "command_id"}
PARTS: list[tuple[Any, Any]] = [
    (Participant, ParticipantModel),
    (FollowUp, FollowUpAction),
    (Reminder, ReminderWish),
    (Shift, ShiftModel),
    (ExceptionalHours, ExceptionalHoursModel),
    (Span, Slot),
    (LocalTime, LocalTimeModel),
]


def fields_of(name: str) -> Any:
    """Return the typed dictionary that a command's function takes."""
    (unpacked,) = get_args(get_type_hints(getattr(commands, name))["given"])
    return unpacked


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_takes_exactly_the_fields_of_its_model(name: str) -> None:
    fields, model = fields_of(name), COMMANDS[name]
    needed = {each for each, field in model.model_fields.items() if field.is_required()}

    assert set(fields.__annotations__) == set(model.model_fields) - {"type"}
    assert set(fields.__required_keys__) == needed - MADE_HERE


@pytest.mark.parametrize(("part", "model"), PARTS)
def test_a_part_takes_exactly_the_fields_of_its_model(part: Any, model: Any) -> None:
    assert set(part.__annotations__) == set(model.model_fields)
    assert set(part.__required_keys__) == {
        each for each, field in model.model_fields.items() if field.is_required()
    }


@pytest.mark.parametrize("name", COMMANDS)
def test_a_success_of_a_command_holds_what_the_wire_says(name: str) -> None:
    said = inspect.signature(getattr(commands, name), eval_str=True).return_annotation

    assert get_args(said) == (DATA_OF[name].success,)
