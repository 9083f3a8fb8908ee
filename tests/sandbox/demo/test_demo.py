"""The demo as somebody runs it: one command, and nothing left afterwards."""

import asyncio
import os
import signal
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

pytestmark = pytest.mark.real

WITHIN = 180
"""Seconds, on a machine that has much else to do. A quiet one needs half a minute at the most."""
ENVIRONMENT = dict(os.environ)  # noqa: TID251  (handed on, not read)
ENVIRONMENT["PATH"] = f"{Path(sys.executable).parent}:{ENVIRONMENT['PATH']}"


@dataclass(frozen=True, slots=True)
class Done:
    code: int | None
    out: str
    err: str


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder for temporary files; other accounts may pass, since PostgreSQL has its own."""
    with tempfile.TemporaryDirectory(prefix="demo-test-") as directory:
        path = Path(directory)
        path.chmod(0o755)
        yield path


@asynccontextmanager
async def demo(place: Path, *arguments: str) -> AsyncIterator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "worker", "demo", *arguments),
        env=ENVIRONMENT | {"TMPDIR": str(place)},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def ended(process: asyncio.subprocess.Process) -> Done:
    async with asyncio.timeout(WITHIN):
        out, err = await process.communicate()
    return Done(process.returncode, out.decode(), err.decode())


async def lines_until(process: asyncio.subprocess.Process, beginning: str) -> list[str]:
    assert process.stdout is not None
    lines: list[str] = []
    async with asyncio.timeout(WITHIN):
        while not lines or not lines[-1].startswith(beginning):
            line = await process.stdout.readline()
            assert line, "it ended early"
            lines.append(line.decode().rstrip("\n"))
    return lines


async def test_plays_every_scene_without_a_line_of_noise(place: Path, tmp_path: Path) -> None:
    picture = tmp_path / "demo.svg"
    async with demo(place, "--svg", str(picture)) as process:
        done = await ended(process)

    assert (done.code, done.err) == (0, ""), done.out
    assert "NOT TRUE" not in done.out
    assert "\x1b" not in done.out
    assert [line for line in done.out.splitlines() if len(line) > 100 or line.endswith(" ")] == []
    for promise in (
        "✓ inside everybody's 9 to 5",
        "✓ advice true when tried",
        "✓ three results, equal byte for byte  ✓ one event in the calendar",
        "✓ nothing in Maya's calendar overlaps",
        "✓ kept from everybody else  ✓ the hold became the meeting",
        "✓ as Elena's own change  ✓ old and new time  ✓ the old hour is free again  ✓ told once",
        "✓ at its moment  ✓ one record",
        "✓ not on a Saturday",
        "✓ both are gone",
    ):
        assert promise in done.out
    *_, verdict, numbers = done.out.splitlines()
    assert verdict == "All 31 promises were checked, and kept."
    assert numbers.startswith("8 scenes · 19 commands in, 19 results and 15 changes out · ")
    assert 20_000 < picture.stat().st_size < 150_000
    assert left_in(place) == []


async def test_a_kept_demo_answers_another_shell_until_it_is_interrupted(place: Path) -> None:
    async with demo(place, "--keep") as process:
        lines = await lines_until(process, "vai-calendar tail")
        source = next(line for line in lines if line.startswith("source "))
        sent = [line for line in lines if line.startswith("vai-calendar send")]
        for line in sent:
            assert '"status":"succeeded"' in await typed(source.replace("source", "."), line)
        examined = await typed(source.replace("source", "."), "vai-calendar doctor --json")
        assert "a worker listens on port" in examined
        process.send_signal(signal.SIGINT)
        done = await ended(process)

    assert (len(sent), done) == (3, Done(0, "", ""))
    assert left_in(place) == []


@pytest.mark.parametrize(
    ("beginning", "signals"),
    [("Starting", [signal.SIGINT]), ("Ready", [signal.SIGTERM, signal.SIGTERM])],
    ids=["by Ctrl-C while it starts", "by timeout, which says so twice, while it plays"],
)
async def test_an_interrupted_demo_leaves_nothing_behind(
    place: Path, beginning: str, signals: list[signal.Signals]
) -> None:
    async with demo(place) as process:
        await lines_until(process, beginning)
        children = children_of(process.pid)
        for each in signals:
            process.send_signal(each)
            await asyncio.sleep(0.1)  # two at the same moment would arrive as one
        done = await ended(process)

    assert (done.code, done.err) == (130, "")
    assert left_in(place) == []
    assert still_there(children) == []


async def typed(*lines: str) -> str:
    """Type lines into a shell; return what the last one printed."""
    shell = await asyncio.create_subprocess_exec(
        "sh", "-c", "\n".join(lines), env=ENVIRONMENT, stdout=asyncio.subprocess.PIPE
    )
    async with asyncio.timeout(WITHIN):
        out, _ = await shell.communicate()
    return out.decode()


def children_of(pid: int) -> list[str]:
    """Return the processes that this one has started, as Linux tells."""
    return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()


def still_there(children: list[str]) -> list[str]:
    return [child for child in children if Path(f"/proc/{child}").exists()]


def left_in(place: Path) -> list[str]:
    return [path.name for path in place.iterdir()]
