import shlex
import subprocess
from pathlib import Path

from worker.sandbox.demo.keep import FILE, how_to_talk
from worker.sandbox.local_google.server import LocalGoogle
from worker.sandbox.stage import Stage


async def test_the_settings_can_be_sourced_by_a_shell(tmp_path: Path) -> None:
    async with LocalGoogle.start() as google:
        stage = Stage("127.0.0.1:1", "postgresql://postgres@/x?host=%2Fa b&'c", google, tmp_path)
        lines = how_to_talk(stage, 4711)

    file = tmp_path / FILE
    shell = ["sh", "-c", f'. {shlex.quote(str(file))} && printf %s "$VAI_DATABASE__URL"']
    told = subprocess.run(shell, capture_output=True, text=True, check=True, timeout=10)  # noqa: ASYNC221
    assert told.stdout == stage.database_url
    assert f"source {shlex.quote(str(file))}" in lines
    assert f"export VAI_GOOGLE__API_ROOT={google.url}" in lines
    assert "export VAI_HTTP__PORT=4711" in lines
    health = "The worker's health and metrics: http://127.0.0.1:4711/readyz and http://127.0.0.1:4711/metrics"
    assert health in lines
