from datetime import timedelta

import pytest

from worker.domain.meeting_types import (
    BUILT_IN,
    MEETING_REMINDERS,
    MeetingType,
    Wording,
    by_name,
    usual_duration,
)
from worker.domain.titles import LONGEST_TITLE

QUIET = MeetingType("quiet")
DEMO = MeetingType(
    "product_demo",
    titles=Wording("Demonstrație: {title}", "Demo: {title}"),
    descriptions=Wording("Arătăm produsul celor de la {title}.", "We show {title} the product."),
)


@pytest.mark.parametrize(
    ("name", "minutes"),
    [("sales_meeting", 45), ("support_session", 30), ("team_check_in", 15), ("follow_up_call", 20)],
)
def test_a_type_that_is_built_in_decides_the_length_and_nothing_else(name: str, minutes: int) -> None:
    assert BUILT_IN[name] == MeetingType(name, timedelta(minutes=minutes))


def test_there_are_the_four_of_the_contract() -> None:
    assert list(BUILT_IN) == ["sales_meeting", "support_session", "team_check_in", "follow_up_call"]


def test_a_meeting_without_a_type_takes_half_an_hour() -> None:
    assert usual_duration(None) == usual_duration(QUIET) == timedelta(minutes=30)
    assert usual_duration(BUILT_IN["sales_meeting"]) == timedelta(minutes=45)


def test_a_meeting_is_reminded_of_a_day_and_half_an_hour_and_ten_minutes_before() -> None:
    assert QUIET.reminders == MEETING_REMINDERS
    assert [(each.method, each.minutes) for each in MEETING_REMINDERS] == [
        ("email", 1440),
        ("popup", 30),
        ("popup", 10),
    ]


def test_a_type_that_says_nothing_leaves_title_and_description_as_they_are() -> None:
    assert QUIET.title("Review {title}", "ro") == "Review {title}"
    assert QUIET.description("Review", "ro") is None


@pytest.mark.parametrize(("locale", "title"), [("ro", "Demonstrație: Acme"), ("en", "Demo: Acme")])
def test_a_title_is_made_of_the_given_one_in_the_language_of_the_command(locale: str, title: str) -> None:
    assert DEMO.title("Acme", locale) == title


def test_what_a_given_title_holds_is_not_taken_for_a_pattern() -> None:
    assert DEMO.title("{title} {0} %s {{", "en") == "Demo: {title} {0} %s {{"


def test_a_title_that_grows_too_long_is_cut() -> None:
    title = DEMO.title("x" * LONGEST_TITLE, "en")

    assert len(title) == LONGEST_TITLE
    assert title.startswith("Demo: x")
    assert title.endswith("x…")


def test_a_description_is_made_in_the_language_of_the_command() -> None:
    assert DEMO.description("Acme", "en") == "We show Acme the product."
    assert DEMO.description("Acme", "ro") == "Arătăm produsul celor de la Acme."


def test_types_are_found_by_their_names() -> None:
    assert by_name(QUIET, DEMO) == {"quiet": QUIET, "product_demo": DEMO}
