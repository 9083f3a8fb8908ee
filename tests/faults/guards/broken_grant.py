"""Off: a broken grant is taken for something that passes, so its commands wait for a person."""

from datetime import datetime

from worker.errors import GoogleUnavailable, WorkerError
from worker.google import delegation
from worker.google.http_answer import HttpAnswer


def off() -> None:
    def passing(answer: HttpAnswer, _now: datetime) -> WorkerError:
        return GoogleUnavailable(f"token: {answer}")

    delegation.token_error = passing
