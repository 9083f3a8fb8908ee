"""Every sentence meant for a person, in Romanian and English.

English is the source text and the key; `worker/locales/ro.po` has the Romanian. The
catalogue is read once, in the composition root, and handed on. Dates are written by a
pattern of our own: the locale data's own formats change between releases.
"""

from dataclasses import dataclass
from datetime import date, datetime
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from typing import Final

from babel.dates import format_date, format_datetime
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from worker.codes import Code
from worker.domain.zones import zone
from worker.messages.sentences import (
    ALREADY_GONE,
    CANCELLED,
    NO_SLOTS_FOUND,
    NOTHING_NEW,
    REFUSALS,
    REPUBLISHED,
    SCHEDULED,
    SCHEDULED_BUT_REMOVED,
    SLOTS_FOUND,
    SYNCHRONISED,
    WOULD_CANCEL,
    WOULD_SCHEDULE,
    WOULD_SYNCHRONISE,
    Counted,
)

LOCALES: Final = ("ro", "en")
CATALOGUES: Final = Path(__file__).parent.parent / "locales"
_WHEN: Final = "EEEE, d MMMM y, HH:mm"
_DAY: Final = "EEEE, d MMMM y"


@dataclass(frozen=True, slots=True)
class Texts:
    romanian: NullTranslations
    english: NullTranslations

    @classmethod
    def load(cls) -> "Texts":
        """Read the catalogues from the package: some 20 ms, so once."""
        return cls(_catalogue(CATALOGUES / "ro.po"), NullTranslations())

    def say(self, locale: str, sentence: str, **values: object) -> str:
        """Return a sentence of `worker.messages.sentences` in a language, its `{names}` filled in."""
        return self._for(locale).gettext(sentence).format(**values)

    def count(self, locale: str, counted: Counted, number: int, **values: object) -> str:
        """Return a sentence about a number of things, as the language counts them."""
        sentence = self._for(locale).ngettext(counted.one, counted.many, number)
        return sentence.format(number=number, **values)

    def scheduled(
        self, locale: str, start: datetime, zone_name: str, *, dry_run: bool = False, removed: bool = False
    ) -> str:
        """Say when the meeting is. `removed`: it was made, and a person has deleted it since."""
        done = SCHEDULED_BUT_REMOVED if removed else SCHEDULED
        sentence = WOULD_SCHEDULE if dry_run else done
        return self.say(locale, sentence, when=self.when(locale, start, zone_name))

    def slots_found(self, locale: str, number: int) -> str:
        return self.count(locale, SLOTS_FOUND, number) if number else self.say(locale, NO_SLOTS_FOUND)

    def cancelled(self, locale: str, *, already_gone: bool = False) -> str:
        return self.say(locale, ALREADY_GONE if already_gone else CANCELLED)

    def would_cancel(self, locale: str) -> str:
        return self.say(locale, WOULD_CANCEL)

    def synchronised(self, locale: str, *, changed: int, published: int | None = None) -> str:
        """Say what a synchronisation found. `published`: records that a full one sent, if it sent any."""
        if published is not None:
            return self.count(locale, REPUBLISHED, published)
        return self.count(locale, SYNCHRONISED, changed) if changed else self.say(locale, NOTHING_NEW)

    def would_synchronise(self, locale: str) -> str:
        return self.say(locale, WOULD_SYNCHRONISE)

    def refusal(self, locale: str, code: Code, sentence: str | None = None) -> str:
        """Return what an error code means for a person, or a sentence that says more in this case."""
        return self.say(locale, sentence or REFUSALS[code])

    def when(self, locale: str, instant: datetime, zone_name: str) -> str:
        """Write an instant as a person in a zone reads it: `luni, 30 martie 2026, 10:00`."""
        return format_datetime(instant, _WHEN, tzinfo=zone(zone_name), locale=locale)

    def day(self, locale: str, day: date) -> str:
        """Write a date: `luni, 30 martie 2026`."""
        return format_date(day, _DAY, locale=locale)

    def _for(self, locale: str) -> NullTranslations:
        return self.english if locale == "en" else self.romanian


def _catalogue(path: Path) -> GNUTranslations:
    compiled = BytesIO()
    with path.open("rb") as source:
        write_mo(compiled, read_po(source))
    compiled.seek(0)
    return GNUTranslations(compiled)
