"""The answer to one command, as it goes over the wire."""

from collections.abc import Iterable
from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, SerializeAsAny

from worker.errors import Code, FieldProblem, Refused
from worker.messages.envelope import Envelope
from worker.messages.human_time import UtcInstant
from worker.messages.outgoing import Outward
from worker.messages.texts import Texts

Status = Literal["succeeded", "rejected", "failed"]


class NoData(Outward):
    """An answer without data."""

    model_config = ConfigDict(extra="forbid")


class FieldProblemData(Outward):
    path: str
    """Where, as `participants[2].email`; empty for the whole body."""
    problem: str
    choices: tuple[str, ...] | None = Field(default=None, exclude_if=lambda choices: choices is None)
    """Valid values to pick from, where they can be named."""

    @classmethod
    def of(cls, problem: FieldProblem) -> "FieldProblemData":
        return cls(path=problem.path, problem=problem.problem, choices=problem.choices or None)


class ErrorData(Outward):
    code: Code
    detail: str
    """What went wrong, in English, for the log of the agent; it repeats no value that was sent."""
    retryable: bool
    """Whether sending it again, as a new command, makes sense."""
    fields: tuple[FieldProblemData, ...]
    """Every problem of an invalid command."""

    @classmethod
    def of(cls, code: Code, detail: str, problems: Iterable[FieldProblem] = ()) -> "ErrorData":
        fields = tuple(map(FieldProblemData.of, problems))
        return cls(code=code, detail=detail, retryable=code.is_retryable, fields=fields)


class Result(Outward):
    type: str | None
    """The command's type; null where the record had none."""
    command_id: str
    user_id: str | None
    conversation_id: str | None
    status: Status
    """`rejected` is a clear no that repeating will not change; `failed` could not be done now."""
    message: str
    """One sentence for a person, in the command's locale."""
    data: SerializeAsAny[BaseModel]
    error: ErrorData | None
    completed_at: UtcInstant


def success(envelope: Envelope, message: str, data: BaseModel, completed_at: datetime) -> Result:
    return Result(
        type=envelope.type,
        command_id=envelope.command_id,
        user_id=envelope.user_id,
        conversation_id=envelope.conversation_id,
        status="succeeded",
        message=message,
        data=data,
        error=None,
        completed_at=completed_at,
    )


def refusal(envelope: Envelope, refused: Refused, texts: Texts, completed_at: datetime) -> Result:
    return Result(
        type=envelope.type,
        command_id=envelope.command_id,
        user_id=envelope.user_id,
        conversation_id=envelope.conversation_id,
        status="failed" if refused.code.is_failure else "rejected",
        message=texts.refusal(envelope.locale, refused.code),
        data=refused.data or NoData(),
        error=ErrorData.of(refused.code, refused.detail, refused.fields),
        completed_at=completed_at,
    )
