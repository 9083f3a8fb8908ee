import ast
import string
from datetime import UTC, date, datetime
from pathlib import Path
from types import ModuleType

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

import worker
from worker.codes import Code
from worker.messages import decision_sentences, labels, sentences
from worker.messages.sentences import REFUSALS, Counted
from worker.messages.texts import CATALOGUES, LOCALES, Texts

WORKER = Path(worker.__file__).parent


@pytest.fixture(scope="module")
def romanian() -> Catalog:
    with (CATALOGUES / "ro.po").open("rb") as source:
        return read_po(source)


def forms(text: str | tuple[str, ...] | list[str] | None) -> list[str]:
    return [text] if isinstance(text, str) else list(text or [""])


def messages(catalogue: Catalog) -> list[Message]:
    return [message for message in catalogue if message.id]


def said(module: ModuleType) -> set[str]:
    """Return the sentences that a module names in capitals, alone or by a table."""
    values = [value for name, value in vars(module).items() if name.isupper()]
    singly = [one for value in values for one in (value.values() if isinstance(value, dict) else [value])]
    return {one.one if isinstance(one, Counted) else one for one in singly}


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_every_error_code_has_a_sentence() -> None:
    assert REFUSALS.keys() == set(Code)


def test_everything_is_translated_and_sure(romanian: Catalog) -> None:
    for message in messages(romanian):
        assert all(forms(message.string)), message.id
        assert not message.fuzzy, message.id


def test_every_translation_has_the_same_placeholders(romanian: Catalog) -> None:
    for message in messages(romanian):
        expected = placeholders(forms(message.id)[-1])
        assert all(placeholders(text) == expected for text in forms(message.string)), message.id


def test_the_catalogue_has_exactly_the_sentences_that_are_said(romanian: Catalog) -> None:
    modules = (sentences, labels, decision_sentences)

    assert {forms(message.id)[0] for message in messages(romanian)} == set().union(*map(said, modules))


def test_nothing_is_said_that_is_not_in_a_list_of_sentences() -> None:
    for path in WORKER.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr == "say"
            ):
                assert not any(isinstance(value, ast.Constant | ast.JoinedStr) for value in node.args[1:2]), (
                    path
                )


def test_romanian_is_written_with_commas_below() -> None:
    text = (CATALOGUES / "ro.po").read_text()

    assert not set("şţŞŢ") & set(text)
    assert set("șțăâî") <= set(text)


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("code", Code)
def test_every_refusal_is_a_whole_sentence(texts: Texts, locale: str, code: Code) -> None:
    sentence = texts.refusal(locale, code)

    assert sentence[0].isupper()
    assert sentence.endswith(".")
    assert (sentence == REFUSALS[code]) == (locale == "en")


@pytest.mark.parametrize(
    ("number", "romanian", "english"),
    [
        (
            0,
            "Nu a fost găsit niciun interval potrivit pentru toată lumea.",
            "No time was found that suits everybody.",
        ),
        (1, "A fost găsit 1 interval posibil.", "1 possible time was found."),
        (2, "Au fost găsite 2 intervale posibile.", "2 possible times were found."),
        (19, "Au fost găsite 19 intervale posibile.", "19 possible times were found."),
        (20, "Au fost găsite 20 de intervale posibile.", "20 possible times were found."),
        (100, "Au fost găsite 100 de intervale posibile.", "100 possible times were found."),
        (101, "Au fost găsite 101 intervale posibile.", "101 possible times were found."),
    ],
)
def test_numbers_are_counted_as_the_language_counts(
    texts: Texts, number: int, romanian: str, english: str
) -> None:
    assert texts.slots_found("ro", number) == romanian
    assert texts.slots_found("en", number) == english


def test_an_instant_is_written_for_a_place_and_a_language(texts: Texts) -> None:
    moment = datetime(2026, 3, 30, 7, 0, tzinfo=UTC)

    assert texts.when("ro", moment, "Europe/Bucharest") == "luni, 30 martie 2026, 10:00"
    assert texts.when("en", moment, "America/New_York") == "Monday, 30 March 2026, 03:00"
    assert texts.day("ro", date(2026, 4, 4)) == "sâmbătă, 4 aprilie 2026"


def test_what_became_of_a_meeting_is_said(texts: Texts) -> None:
    moment = datetime(2026, 3, 30, 7, 0, tzinfo=UTC)
    zone = "Europe/Bucharest"
    day = "luni, 30 martie 2026, 10:00"

    assert texts.scheduled("ro", moment, zone) == f"Întâlnirea a fost programată pentru {day}."
    assert texts.scheduled("ro", moment, zone, dry_run=True) == f"Întâlnirea ar fi programată pentru {day}."
    assert texts.scheduled("en", moment, zone, removed=True).endswith("somebody has removed it since.")
    assert texts.cancelled("ro") == "Întâlnirea a fost anulată."
    assert texts.cancelled("en", already_gone=True) == "The meeting had already been cancelled."
    assert texts.would_cancel("en") == "The meeting would be cancelled."


@pytest.mark.parametrize(
    ("number", "romanian"),
    [
        (0, "Calendarul a fost citit: nu s-a modificat nimic."),
        (1, "Calendarul a fost citit: s-a modificat 1 eveniment."),
        (3, "Calendarul a fost citit: s-au modificat 3 evenimente."),
        (20, "Calendarul a fost citit: s-au modificat 20 de evenimente."),
    ],
)
def test_what_a_synchronisation_found_is_counted(texts: Texts, number: int, romanian: str) -> None:
    assert texts.synchronised("ro", changed=number) == romanian


def test_a_full_synchronisation_counts_what_it_told(texts: Texts) -> None:
    assert texts.synchronised("ro", changed=0, published=21).endswith("au fost publicate 21 de înregistrări.")
    assert texts.synchronised("en", changed=5, published=1).endswith("1 record was published.")
