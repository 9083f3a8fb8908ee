"""The answer to one command, as it goes over the wire."""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field, SerializeAsAny

from worker.codes import Code
from worker.errors import FieldProblem, Refused
from worker.messages.envelope import Envelope
from worker.messages.human_time import UtcInstant
from worker.messages.outgoing import Outward
from worker.messages.results.codes import StatusOfEach
from worker.messages.texts import Texts

Status = Literal["succeeded", "rejected", "failed"]


class NoData(Outward):
    """Nothing beside the answer itself."""


class FieldProblemData(Outward):
    """One thing that is wrong with one field of a command."""

    path: str
    """Where, as `participants[2].email`; empty for the whole body."""
    problem: str
    """What is wrong, in English; it repeats no value that was sent."""
    choices: tuple[str, ...] | None = Field(default=None, exclude_if=lambda choices: choices is None)
    """Valid values to pick from, where they can be named."""

    @classmethod
    def of(cls, problem: FieldProblem) -> "FieldProblemData":
        return cls(path=problem.path, problem=problem.problem, choices=problem.choices or None)


class ErrorData(Outward):
    """Why a command was not carried out, for a program."""

    code: Annotated[Code, StatusOfEach()]
    """What went wrong, in one word."""
    detail: str
    """What went wrong, in English, for the log of the agent; it repeats no value that was sent."""
    retryable: bool
    """Whether sending it again, as a new command, makes sense."""
    fields: tuple[FieldProblemData, ...]
    """The problems of an invalid command, in the order of its fields, about 100 at most; else empty."""

    @classmethod
    def of(cls, code: Code, detail: str, problems: Iterable[FieldProblem] = ()) -> "ErrorData":
        fields = tuple(map(FieldProblemData.of, problems))
        return cls(code=code, detail=detail, retryable=code.is_retryable, fields=fields)


class Result(Outward):
    """The answer to one command."""

    type: str | None
    """The command's type; null where the record had no usable one."""
    command_id: str
    """The command's id, as it was sent."""
    user_id: str | None
    """The command's user; null where the record had no usable one."""
    conversation_id: str | None
    """The agent's conversation; null where the record had no usable one."""
    status: Status
    """`succeeded`: done, or done already; `rejected`: a clear no; `failed`: could not be done now."""
    message: str
    """One sentence for a person, in the command's locale."""
    data: SerializeAsAny[BaseModel]
    """What came of it."""
    error: ErrorData | None
    """What went wrong; null where the command succeeded."""
    completed_at: UtcInstant
    """When the answer was settled."""


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
        message=texts.refusal(envelope.locale, refused.code, refused.sentence),
        data=refused.data or NoData(),
        error=ErrorData.of(refused.code, refused.detail, refused.fields),
        completed_at=completed_at,
    )
