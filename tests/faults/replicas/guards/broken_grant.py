"""Off: a broken grant is taken for something that passes, so its commands wait for a person."""

from worker.google import errors


def off() -> None:
    errors.PASSING_TOKEN_ERRORS |= {"invalid_grant"}
