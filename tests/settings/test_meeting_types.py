"""The file of meeting types: what it means, and every way in which it may be wrong."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from worker.domain.calendar_event import Reminder, ReminderMethod
from worker.domain.follow_ups import Priority
from worker.domain.meeting_types import BUILT_IN, MeetingType, TypicalFollowUp, Wording
from worker.domain.working_hours import WorkingHours
from worker.errors import Misconfigured
from worker.settings.meeting_types_file import MOST_BYTES, MOST_TYPES, meeting_types

EXAMPLE = Path(__file__).parent.parent.parent / "deploy" / "meeting-types.example.toml"
SET = "VAI_WORKER__MEETING_TYPES: "
X = SET + "meeting_types.x"
POPUP = '{ method = "popup", minutes = 5 }'
FOLLOW_UP = '[[meeting_types.x.follow_ups]]\ntitle = "t"\nafter = "1 day"\n'


def lines(file: Path, text: str | bytes) -> list[str]:
    """Return what is wrong with a file that says this."""
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(Misconfigured) as caught:
        meeting_types(file)
    return str(caught.value).splitlines()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "types.toml"


def test_without_a_file_there_are_the_types_that_are_built_in() -> None:
    assert meeting_types(None) == BUILT_IN


def test_the_example_means_what_it_says() -> None:
    types = meeting_types(EXAMPLE)

    assert list(types) == [*BUILT_IN, "product_demo"]
    sales = replace(
        BUILT_IN["sales_meeting"], duration=timedelta(minutes=60), gap_after=timedelta(minutes=15)
    )
    assert types["sales_meeting"] == sales
    assert types["team_check_in"] == BUILT_IN["team_check_in"]
    assert types["product_demo"] == MeetingType(
        "product_demo",
        duration=timedelta(minutes=40),
        gap_before=timedelta(minutes=10),
        gap_after=timedelta(minutes=20),
        hours=(
            WorkingHours(frozenset(range(4)), 10 * 60, 16 * 60),
            WorkingHours(frozenset({4}), 10 * 60, 13 * 60),
        ),
        reminders=(Reminder(ReminderMethod.EMAIL, 1440), Reminder(ReminderMethod.POPUP, 15)),
        label=Wording("Demonstrație de produs", "Product demo"),
        titles=Wording("Demonstrație: {title}", "Demo: {title}"),
        descriptions=Wording("Vă arătăm produsul: {title}.", "We show you the product: {title}."),
        follow_ups=(
            TypicalFollowUp(
                Wording("Trimite oferta: {title}", "Send the offer: {title}"),
                timedelta(days=1),
                Priority.HIGH,
                "offer",
            ),
        ),
    )


def test_an_empty_file_changes_nothing(file: Path) -> None:
    file.write_text("")

    assert meeting_types(file) == BUILT_IN


def test_a_type_may_have_no_reminders_and_one_text_for_everybody(file: Path) -> None:
    file.write_text('[meeting_types.x]\nreminders = []\ntitle = "X {title}"\n')

    assert meeting_types(file)["x"] == MeetingType(
        "x", reminders=(), titles=Wording("X {title}", "X {title}")
    )


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("0 minutes", timedelta(0)),
        ("1 minute", timedelta(minutes=1)),
        ("2 hours", timedelta(hours=2)),
        ("366 days", timedelta(days=366)),
        ("2 weeks", timedelta(days=14)),
    ],
)
def test_a_follow_up_comes_so_long_after_the_meeting(file: Path, text: str, after: timedelta) -> None:
    file.write_text(FOLLOW_UP.replace("1 day", text))

    (follow_up,) = meeting_types(file)["x"].follow_ups
    assert follow_up.after == after


WRONG = {
    'duration_minutes = "30"': ".duration_minutes must be a whole number",
    "duration_minutes = 4": ".duration_minutes must be at least 5",
    "duration_minutes = 1441": ".duration_minutes must be at most 1440",
    "gap_before_minutes = -1": ".gap_before_minutes must be at least 0",
    "gap_after_minutes = 1441": ".gap_after_minutes must be at most 1440",
    "gap_after = 5": ".gap_after is not a known field; did you mean gap_after_minutes?",
    "colour = 5": ".colour is not a known field",
    "reminders = 5": ".reminders must be a list",
    f"reminders = [{', '.join([POPUP] * 6)}]": ".reminders must have at most 5 entries",
    f'reminders = [{POPUP}, {POPUP}, {{ method = "popup", minutes = 40321 }}]': (
        ".reminders[2].minutes must be at most 40320"
    ),
    'reminders = [{ method = "sms", minutes = 1 }]': ".reminders[0].method must be one of: popup, email",
    'reminders = [{ method = "popup" }]': ".reminders[0].minutes is missing",
    "working_hours = []": ".working_hours must have at least 1 entries",
    'working_hours = { days = ["mon"], start = "09:00", end = "17:00" }': (
        ".working_hours.days[0] must be one of: monday, tuesday, wednesday, thursday, "
        "friday, saturday, sunday"
    ),
    'working_hours = [{ days = ["monday"], start = "9:00", end = "17:00" }]': (
        ".working_hours[0].start must be a time of day from 00:00 to 23:59, as `09:00`; "
        "an end at midnight is `00:00`"
    ),
    'label = ""': ".label must have at least 1 characters",
    "label = 5": ".label must be a string",
    'title = { ro = "a" }': ".title.en is missing",
    'title = { ro = "a", en = "b", fr = "c" }': ".title.fr is not a known field",
    'title = "a\\nb"': ".title must be one line of text that is not blank",
    'title = "{titel}"': ".title holds {titel}; only {title} is known, the title that the command gives",
    'description = { ro = "{}", en = "b" }': (
        ".description.ro holds {}; only {title} is known, the title that the command gives"
    ),
    'follow_ups = [{ title = "t" }]': ".follow_ups[0].after is missing",
    'follow_ups = [{ title = "{who}", after = "1 day" }]': (
        ".follow_ups[0].title holds {who}; only {title} is known, the title that the command gives"
    ),
    'follow_ups = [{ title = "t", after = "1 month" }]': (
        ".follow_ups[0].after must be a time as `30 minutes`, `2 hours`, `1 day` or `2 weeks`"
    ),
    'follow_ups = [{ title = "t", after = "367 days" }]': ".follow_ups[0].after must be at most 366 days",
    'follow_ups = [{ title = "t", after = "1 day", priority = "soon" }]': (
        ".follow_ups[0].priority must be one of: low, normal, high, urgent"
    ),
    'follow_ups = [{ title = "t", after = "1 day", due = 5 }]': ".follow_ups[0].due is not a known field",
}


@pytest.mark.parametrize(("entry", "problem"), WRONG.items(), ids=list(WRONG.values()))
def test_a_mistake_in_a_type_is_told_where_it_stands(file: Path, entry: str, problem: str) -> None:
    assert lines(file, f"[meeting_types.x]\n{entry}\n") == [X + problem]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[meeting_type.x]\n", "meeting_type is not known here: a type stands under [meeting_types.name]"),
        ("meeting_types = 5\n", "meeting_types must be tables, one for each type: [meeting_types.name]"),
        ("[meeting_types]\nx = 5\n", "meeting_types.x must be an object"),
        (
            '[meeting_types."Sales Meeting"]\n',
            (
                'meeting_types."Sales Meeting" must be letters a-z, digits and _, a letter first, '
                "64 characters at most"
            ),
        ),
    ],
)
def test_a_mistake_around_the_types_is_told_too(file: Path, text: str, problem: str) -> None:
    assert lines(file, text) == [SET + problem]


def test_too_many_types_are_not_read(file: Path) -> None:
    text = "".join(f"[meeting_types.x{number}]\n" for number in range(MOST_TYPES + 1))

    assert lines(file, text) == [f"{SET}meeting_types must have at most {MOST_TYPES} types"]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"[meeting_types", "is not TOML: "),
        (b"a = 1\na = 2\n", "is not TOML: "),
        (b"# \xff", "is not UTF-8"),
        (b"#" * (MOST_BYTES + 1), "has more than 256 KiB"),
        (b"a = " + b"[" * 20_000, "is nested too deeply"),
    ],
    ids=["broken", "twice", "latin-1", "long", "deep"],
)
def test_what_is_no_such_file_is_named(file: Path, content: bytes, says: str) -> None:
    (line,) = lines(file, content)

    assert line.startswith(f"{SET}{file} {says}")


def test_a_file_that_has_gone_is_named(file: Path) -> None:
    with pytest.raises(Misconfigured, match="cannot be read: No such file"):
        meeting_types(file)


def test_every_mistake_is_told_at_once(file: Path) -> None:
    text = "stray = 1\n[meeting_types.x]\nduration_minutes = 4\nlabel = 5\n[meeting_types.Y]\n"

    assert len(lines(file, text)) == 4
