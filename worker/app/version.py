"""Which release this is. It imports nothing of the worker: `vai-calendar --help` asks for it, too."""

from importlib.metadata import version


def release() -> str:
    return version("vai-calendar-worker")
