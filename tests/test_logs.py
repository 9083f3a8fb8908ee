import asyncio
import io
import logging
import warnings
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import orjson
import pytest
import structlog

from worker import logs

SECRET = "geheim4711"
JWT = f"eyJhbGciOiJSUzI1NiJ9.{SECRET}.c2lnbmF0dXJl"
PEM = f"-----BEGIN PRIVATE KEY-----\n{SECRET}\n-----END PRIVATE KEY-----\n"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def _logging_as_it_was() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level, configuration = root.handlers[:], root.level, structlog.get_config()
    yield
    structlog.configure(**configuration)
    structlog.contextvars.clear_contextvars()
    logging.captureWarnings(capture=False)
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.fixture
def stream() -> io.StringIO:
    stream = io.StringIO()
    logs.configure("info", stream)
    return stream


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [orjson.loads(line) for line in stream.getvalue().splitlines()]


def log() -> Any:
    return structlog.get_logger()


def test_a_line_is_one_json_object_in_utc(stream: io.StringIO) -> None:
    log().info("booked", minutes=45, title="Întâlnire")

    (line,) = lines(stream)
    assert line.pop("timestamp").endswith("Z")
    assert line == {"event": "booked", "level": "info", "minutes": 45, "title": "Întâlnire"}


def test_carries_what_was_bound_to_the_task(stream: io.StringIO) -> None:
    with structlog.contextvars.bound_contextvars(command_id="c-1"):
        log().info("booked")

    assert lines(stream)[0]["command_id"] == "c-1"


def test_leaves_out_what_is_less_important_than_asked(stream: io.StringIO) -> None:
    log().debug("detail")

    assert stream.getvalue() == ""


@pytest.mark.parametrize(
    "name",
    [
        "token", "access_token", "refreshToken", "client_secret", "password", "sasl_passwd", "Authorization",
        "assertion", "private_key", "privateKey", "code_verifier", "encryption_keys", "cookie",
    ],
)  # fmt: skip
def test_hides_a_value_by_its_name(stream: io.StringIO, name: str) -> None:
    log().info("x", **{name: SECRET}, nested={"deep": [{name: SECRET}]})

    assert SECRET not in stream.getvalue()
    assert lines(stream)[0][name] == "[redacted]"


@pytest.mark.parametrize(
    "value",
    [
        f"ya29.{SECRET}", f"1//0e{SECRET}-xyz", f"4/0A{SECRET}aaaaaaaaaaaaaaa", f"GOCSPX-{SECRET}", JWT, PEM,
        PEM.replace("\n", "\\n"), f"-----BEGIN RSA PRIVATE KEY-----{SECRET}", f"Bearer {SECRET}",
        f"postgresql://vai:{SECRET}@db/vai",
    ],
)  # fmt: skip
@pytest.mark.parametrize("wrap", [str, lambda v: [v], lambda v: {"a": v}, str.encode, ValueError, repr])
def test_hides_a_value_by_its_looks(stream: io.StringIO, value: str, wrap: Any) -> None:
    log().info(f"before {value} after", found=wrap(value))

    assert SECRET not in stream.getvalue()
    assert lines(stream)[0]["event"].startswith("before ")


@pytest.mark.parametrize("value", ["2026-03-30T07:00:00Z", "ana@example.com", "https://a.ro/b?c=1", "a/b//c"])
def test_leaves_ordinary_values_alone(stream: io.StringIO, value: str) -> None:
    log().info(value, found=value, count=3, none=None, tokens_left=5)

    line = lines(stream)[0]
    assert (line["event"], line["found"], line["count"], line["none"]) == (value, value, 3, None)
    assert line["tokens_left"] == 5


PASSWORD = 'p@ss"wörd\\9'


@pytest.mark.parametrize("wrap", [str, lambda v: [v], lambda v: {"a": v}, str.encode, ValueError, repr])
def test_hides_a_secret_that_it_knows_by_heart(wrap: Any) -> None:
    stream = io.StringIO()
    logs.configure("info", stream, [PASSWORD, "p@ss"])
    log().info(
        f"before {PASSWORD} after", found=wrap(f"password is {PASSWORD}"), url=quote(PASSWORD, safe="")
    )

    assert not any(part in stream.getvalue() for part in ("wörd", "%C3%B6"))
    assert lines(stream)[0]["event"] == "before [redacted] after"
    assert lines(stream)[0]["url"] == "[redacted]"


def quote_password() -> None:
    raise ValueError(f"invalid dsn: {PASSWORD}") from KeyError(PASSWORD)


def test_a_known_secret_is_hidden_in_a_stack_trace_and_in_what_libraries_say() -> None:
    stream = io.StringIO()
    logs.configure("info", stream, [PASSWORD])
    try:
        quote_password()
    except ValueError:
        log().exception("failed")
        logging.getLogger("asyncpg").exception("cannot use %s", PASSWORD)

    assert "wörd" not in stream.getvalue()
    assert "\\9" not in stream.getvalue()
    assert len(lines(stream)) == 2


def test_of_two_known_secrets_that_begin_alike_nothing_is_left() -> None:
    stream = io.StringIO()
    logs.configure("info", stream, ["geheim", "geheim-4711"])
    log().info("geheim-4711 and geheim")

    assert lines(stream)[0]["event"] == "[redacted] and [redacted]"


def test_a_secret_that_is_too_short_hides_no_ordinary_words() -> None:
    stream = io.StringIO()
    logs.configure("info", stream, ["", "vai", "admin"])
    log().info("vai administrator")

    assert lines(stream)[0]["event"] == "vai administrator"


def fail() -> None:
    hidden = f"local {SECRET}"
    raise ValueError(f"Bearer {SECRET} {len(hidden)}")


def test_a_stack_trace_is_structured_and_shows_no_variables(stream: io.StringIO) -> None:
    try:
        fail()
    except ValueError:
        log().exception("failed")

    (exception,) = lines(stream)[0]["exception"]
    assert exception["exc_type"] == "ValueError"
    assert exception["frames"][-1]["name"] == "fail"
    assert SECRET not in stream.getvalue()


def test_on_a_terminal_the_lines_are_for_people_and_as_discreet() -> None:
    stream = Terminal()
    logs.configure("info", stream)
    try:
        fail()
    except ValueError:
        log().exception("failed", token=SECRET)

    assert "failed" in stream.getvalue()
    assert "in fail" in stream.getvalue()
    assert SECRET not in stream.getvalue()


def test_libraries_are_heard_from_a_warning_on_and_redacted_too(stream: io.StringIO) -> None:
    logging.getLogger("aiokafka.consumer").info("chatter")
    logging.getLogger("aiokafka.consumer").warning("rebalance of %s with ya29.%s", "g", SECRET)

    (line,) = lines(stream)
    assert (line["logger"], line["level"]) == ("aiokafka.consumer", "warning")
    assert line["event"] == "rebalance of g with [redacted]"


def test_a_library_that_fails_brings_its_stack_trace(stream: io.StringIO) -> None:
    try:
        fail()
    except ValueError:
        logging.getLogger("aiohttp.server").exception("Unhandled")

    assert lines(stream)[0]["exception"][0]["exc_type"] == "ValueError"


def test_python_warnings_are_log_lines(stream: io.StringIO) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn("old", DeprecationWarning, stacklevel=1)

    assert lines(stream)[0]["logger"] == "py.warnings"


async def test_a_line_names_the_record_at_hand_and_that_of_no_other_task(stream: io.StringIO) -> None:
    async def handle(offset: int, lines: int) -> None:
        with logs.Handling("commands", 3, offset):
            logs.name_command(f"c-{offset}")
            for _ in range(lines):
                logs.count_attempt()
                await asyncio.sleep(0)
                log().info("trying")

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(handle(7, 2))
        tasks.create_task(handle(8, 1))
        log().info("beside them")

    told = [(line.get("offset"), line.get("command_id"), line.get("attempt")) for line in lines(stream)]
    assert told[0] == (None, None, None)
    assert sorted(told[1:]) == [(7, "c-7", 1), (7, "c-7", 2), (8, "c-8", 1)]


async def test_a_task_goes_on_naming_the_record_that_it_was_started_for(stream: io.StringIO) -> None:
    async def tell() -> None:
        await asyncio.sleep(0)
        log().info("late")

    async with asyncio.TaskGroup() as tasks:
        with logs.Handling("commands", 3, 7):
            tasks.create_task(tell())
        with logs.Handling("commands", 3, 8):
            await asyncio.sleep(0)

    assert lines(stream)[0]["offset"] == 7


def test_without_a_record_at_hand_nothing_is_named(stream: io.StringIO) -> None:
    logs.name_command("c-1")
    logs.count_attempt()
    with logs.Handling("commands", 0, 1):
        pass
    log().info("x")

    assert lines(stream)[0].keys() == {"event", "level", "timestamp"}
