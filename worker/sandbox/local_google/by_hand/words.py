"""An entry, told to people: on the page and on the command line in the same words."""

from worker.sandbox.local_google.by_hand.entry import DAY, Entry

ANSWERS = {"yes": "accepted", "maybe": "tentative", "no": "declined"}
"""What people say, and what Google calls it."""
WORDS = {answer: word for word, answer in ANSWERS.items()}
UNANSWERED = "not answered"


def answer_word(answer: str) -> str:
    return WORDS.get(answer, UNANSWERED)


def title(entry: Entry) -> str:
    return entry.title or "(no title)"


def hours(entry: Entry) -> str:
    """Return when it is: hours, with the day of the end where that is another."""
    if entry.all_day:
        last = entry.end - DAY
        return "all day" if entry.days == 1 else f"all day, until {last:%a %-d %b}"
    end = f"{entry.end:%H:%M}" if entry.end.date() == entry.start.date() else f"{entry.end:%a %-d %b %H:%M}"
    return f"{entry.start:%H:%M} \N{EN DASH} {end}"


def remarks(entry: Entry) -> list[str]:
    """Return what else is worth knowing: whose it is, and what is unusual about it."""
    found = [f"by {entry.organizer}"] if entry.organizer else []
    found += ["repeats"] if entry.series_id else []
    found += [entry.status] if entry.status != "confirmed" else []
    return found if entry.blocks else [*found, "does not take time"]
