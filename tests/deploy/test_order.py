"""What runs, in which order it starts, and how it is seen to be well: read from the files, run nowhere."""

import re
from datetime import timedelta
from typing import Any

import pytest

from tests.deploy.compose import ROOT, compose, ours
from worker.app.run import LEAVE_AFTER_DRAIN
from worker.cli.application import application
from worker.settings.model import Http, Worker

FILE = compose()
SERVICES: dict[str, dict[str, Any]] = FILE["services"]
DOCKERFILE = (ROOT / "deploy" / "Dockerfile").read_text()
STAGES = DOCKERFILE.split("\nFROM ")[1:]
LASTING = ("kafka", "postgres", "worker")


def waits_for(name: str) -> dict[str, str]:
    return {other: one["condition"] for other, one in SERVICES[name].get("depends_on", {}).items()}


def test_topics_and_tables_are_there_before_a_worker_starts() -> None:
    assert waits_for("topics") == {"kafka": "service_healthy"}
    assert waits_for("tables") == {"postgres": "service_healthy"}
    assert waits_for("worker") == dict.fromkeys(("topics", "tables"), "service_completed_successfully")


@pytest.mark.parametrize("name", ours(FILE))
def test_who_works_is_built_here(name: str) -> None:
    assert SERVICES[name]["build"] == {"context": ".", "dockerfile": "deploy/Dockerfile"}


def test_there_are_replicas() -> None:
    assert SERVICES["worker"]["deploy"]["replicas"] > 1
    assert "container_name" not in SERVICES["worker"]
    assert "ports" not in SERVICES["worker"]


@pytest.mark.parametrize("name", LASTING)
def test_what_lasts_is_watched_and_started_again(name: str) -> None:
    assert SERVICES[name]["restart"] == "unless-stopped"
    assert "test" in SERVICES[name].get("healthcheck", {}) or name == "worker"


def test_what_ends_is_not_watched() -> None:
    for name in SERVICES.keys() - set(LASTING):
        assert SERVICES[name]["healthcheck"] == {"disable": True}
        assert "restart" not in SERVICES[name]


@pytest.mark.parametrize("name", ours(FILE))
def test_what_a_service_says_is_a_command(name: str) -> None:
    app = application()
    for word in SERVICES[name]["command"]:
        app = app[word]


@pytest.mark.parametrize("name", SERVICES)
def test_images_are_pinned(name: str) -> None:
    image = SERVICES[name]["image"]

    assert re.fullmatch(r"[\w/.-]+:\d+(\.\d+)+([\w.-]*)", image) or image == "vai-calendar-worker"


def test_a_stop_leaves_a_worker_the_time_that_it_takes() -> None:
    grace = timedelta(seconds=int(SERVICES["worker"]["stop_grace_period"].removesuffix("s")))

    assert grace > Worker().drain + LEAVE_AFTER_DRAIN


def test_data_outlives_containers() -> None:
    used = {volume.partition(":")[0] for one in SERVICES.values() for volume in one.get("volumes", ())}

    assert used == FILE["volumes"].keys() == {"kafka", "postgres"}


@pytest.mark.parametrize("name", ours(FILE))
def test_a_worker_may_do_nothing_but_work(name: str) -> None:
    service = SERVICES[name]

    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "user" not in service


class TestImage:
    def test_is_built_apart_from_what_is_shipped(self) -> None:
        assert len(STAGES) == 2
        assert "COPY --from=build /opt/worker /opt/worker" in STAGES[1]
        assert "pip" not in STAGES[1]

    def test_stands_on_one_version_of_python(self) -> None:
        bases = re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)

        assert len(set(bases)) == 1
        assert re.fullmatch(r"python:3\.1[123]\.\d+-slim-bookworm", bases[0])

    def test_holds_the_pinned_versions(self) -> None:
        assert "PIP_CONSTRAINT=/build/constraints.txt" in STAGES[0]
        assert re.search(r"hatchling==\d+\.\d+\.\d+", STAGES[0])

    def test_runs_as_nobody_in_particular(self) -> None:
        assert re.findall(r"^USER (.+)$", STAGES[1], re.MULTILINE) == ["10001"]

    def test_says_whether_the_worker_lives(self) -> None:
        port = Http().port

        assert f"EXPOSE {port}" in STAGES[1]
        assert f"http://127.0.0.1:{port}/livez" in STAGES[1]
        assert "HEALTHCHECK" in STAGES[1]

    def test_takes_nothing_along_that_it_does_not_need(self) -> None:
        copied = {path for line in re.findall(r"^COPY (?!--)(.+)$", DOCKERFILE, re.MULTILINE)
                  for path in line.split()[:-1]}  # fmt: skip
        let_in = {
            line.removeprefix("!")
            for line in (ROOT / ".dockerignore").read_text().splitlines()
            if line.startswith("!")
        }

        assert copied == let_in
        assert all((ROOT / path).exists() for path in let_in)

    def test_runs_a_worker_unless_told_otherwise(self) -> None:
        assert DOCKERFILE.endswith('ENTRYPOINT ["vai-calendar"]\nCMD ["run"]\n')
