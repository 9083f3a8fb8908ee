"""Which local Google `vai-calendar calendar` talks to."""

import pytest

from worker.cli import by_hand
from worker.errors import FatalError
from worker.sandbox.local_google.server import LocalGoogle


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/", "nonsense"])
async def test_no_local_google_is_one_line(url: str) -> None:
    with pytest.raises(FatalError) as told:
        await by_hand.people(url=url)

    assert str(told.value) == (
        f"no local Google at {url}: `vai-calendar local-google` starts one, `--url` names another"
    )


async def test_the_environment_of_a_worker_says_which_local_google(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async with LocalGoogle.start() as google:
        await google.control.add_account("ana@corp.example")
        monkeypatch.setenv("VAI_GOOGLE__API_ROOT", google.url)
        await by_hand.people()

    assert capsys.readouterr().out == "ana@corp.example  UTC\n"


@pytest.mark.parametrize(
    ("api_root", "root"),
    [
        ("http://localhost:9000/", "http://localhost:9000/"),
        ("http://[::1]:9000", "http://[::1]:9000"),
        ("https://www.googleapis.com/", by_hand.URL),
        ("http://[", by_hand.URL),
        (None, by_hand.URL),
    ],
)
def test_google_itself_is_never_played_on(api_root: str | None, root: str) -> None:
    assert by_hand.root_of(api_root) == root
