"""How a contender ends: it is told to only when the play is over, so what it leaves undone is nothing."""

import os
import signal


def leave_when_told() -> None:
    """Let SIGTERM end the process with code 0: any other end is one that nobody asked for."""
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
