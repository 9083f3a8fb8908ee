"""Off: being asked to slow down is taken for a no."""

from worker.google import errors
from worker.google.http_answer import HttpAnswer


def off() -> None:
    def never(answer: HttpAnswer) -> bool:
        return False

    errors.is_throttle = never
