"""What the settings say reaches the parts that are opened."""

from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from pydantic import SecretStr

from worker.app.background import following
from worker.app.opening import store_of
from worker.app.ports import Ports
from worker.handlers.follower import LANES, unobserved
from worker.messages.texts import Texts
from worker.ports.clock import SystemClock
from worker.settings.google import Google
from worker.settings.model import Database, Http, Kafka, Settings, Worker
from worker.store.changes import TellChanges
from worker.store.migrate import migrate

pytestmark = pytest.mark.real


@pytest.fixture
async def settings(database_url: str, tmp_path: Path) -> Settings:
    key = tmp_path / "key.json"
    key.write_text("{}")
    await migrate(database_url)
    return Settings(
        kafka=Kafka(bootstrap_servers=("unused:9092",)),
        database=Database(url=SecretStr(database_url)),
        google=Google(service_account_file=key),
    )


@pytest.mark.parametrize("publish_all", [False, True])
async def test_other_peoples_changes_are_published_if_the_settings_say_so(
    settings: Settings, publish_all: bool
) -> None:
    worker = Worker(publish_all_events=publish_all)
    asked = settings.model_copy(update={"worker": worker} if publish_all else {})

    async with store_of(asked, Texts.load(), SystemClock()) as store:
        tell = store.commands.tell

    assert isinstance(tell, TellChanges)
    assert tell.of_all_events is publish_all
    assert store.chores.tell is tell
    assert store.synchronisations.tell is tell


@pytest.mark.parametrize(
    ("poll_seconds", "public_url", "lanes"),
    [(0, None, 0), (7, None, LANES), (0, "https://vai.example/", LANES)],
    ids=["not at all", "now and then", "when Google tells of a change"],
)
async def test_calendars_are_followed_as_often_as_the_settings_say(
    settings: Settings, poll_seconds: int, public_url: str | None, lanes: int
) -> None:
    worker = Worker(poll_seconds=poll_seconds, snapshot_retention_days=30)
    asked = settings.model_copy(update={"worker": worker, "http": Http(public_url=public_url)})

    async with store_of(asked, Texts.load(), SystemClock()) as store:
        synchronisations = store.synchronisations

    assert synchronisations.interval == timedelta(seconds=poll_seconds)
    assert synchronisations.memory == timedelta(days=30)
    nowhere = cast("Ports", SimpleNamespace(accounts=None, calendar=None, synchronisations=None))
    assert len(following(nowhere, asked, SystemClock(), unobserved)) == lanes
