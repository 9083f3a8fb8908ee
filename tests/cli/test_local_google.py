import shlex
from pathlib import Path

from worker.cli.local_google import environment
from worker.settings.environment import variables


def test_tells_the_settings_of_a_worker_that_uses_it() -> None:
    lines = environment("http://127.0.0.1:8085/", "http://127.0.0.1:8085/token", Path("/keys/key.json"))

    settings = dict(line.split("=", 1) for line in shlex.split(lines))
    assert settings == {
        "VAI_GOOGLE__API_ROOT": "http://127.0.0.1:8085/",
        "VAI_GOOGLE__TOKEN_URI": "http://127.0.0.1:8085/token",
        "VAI_GOOGLE__SERVICE_ACCOUNT_FILE": "/keys/key.json",
    }
    assert settings.keys() <= {variable.name for variable in variables()}
