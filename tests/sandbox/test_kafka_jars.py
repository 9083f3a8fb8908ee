from pathlib import Path

import pytest

from worker.sandbox.kafka_jars import KAFKA_VERSION, POM, jars_in, rename_unless_there


async def test_jars_in_the_cache_are_taken_from_there(tmp_path: Path) -> None:
    (tmp_path / f"kafka-{KAFKA_VERSION}-log4j-2.25.4").mkdir()

    assert (await jars_in(tmp_path)).parent == tmp_path


def test_the_slower_of_two_downloads_leaves_the_jars_of_the_faster(tmp_path: Path) -> None:
    slower, target = tmp_path / "slower", tmp_path / "jars"
    for folder in (slower, target):
        folder.mkdir()
        (folder / "kafka.jar").write_text(folder.name)

    rename_unless_there(slower, target)

    assert (target / "kafka.jar").read_text() == "jars"


def test_a_download_without_jars_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        rename_unless_there(tmp_path / "nothing", tmp_path / "jars")


def test_one_constant_pins_the_version() -> None:
    assert POM.count(KAFKA_VERSION) == 1
