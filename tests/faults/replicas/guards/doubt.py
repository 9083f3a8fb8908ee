"""Off: a write whose answer is lost is taken for one that did nothing."""

from worker.codes import Code
from worker.errors import Refused, TransientError, WorkerError
from worker.google import errors
from worker.google.call import Call

doubted = errors.no_answer


def off() -> None:
    def no_answer(call: Call, told: str) -> TransientError | WorkerError:
        return Refused(Code.GOOGLE_UNAVAILABLE, told) if call.is_write else doubted(call, told)

    errors.no_answer = no_answer  # type: ignore[assignment]  # the guard is what goes
