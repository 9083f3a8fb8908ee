"""One failure for several who wait: each gets an object of its own, because to raise one changes it."""

from typing import TypeVar

E = TypeVar("E", bound=Exception)


def twin(error: E) -> E:
    """Return an error that is the same and another object."""
    made = type(error).__new__(type(error), *error.args)
    vars(made).update(vars(error))
    made.__cause__, made.__suppress_context__ = error.__cause__, error.__suppress_context__
    return made.with_traceback(error.__traceback__)
