"""The page for edits by hand, at the root of the local Google's own address.

A person picks whose calendar they play, and changes it. Reading is by GET; an edit is a POST that
leads back to a GET, so that a reload repeats nothing.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

from aiohttp import web

from worker.sandbox.local_google.by_hand.diary import Diary
from worker.sandbox.local_google.by_hand.not_possible import NotPossible
from worker.sandbox.local_google.by_hand.typed import read_day, read_zone
from worker.sandbox.local_google.control.control import LocalGoogleControl
from worker.sandbox.local_google.control.person import LocalGoogleError
from worker.sandbox.local_google.own_server import SESSION, own_url
from worker.sandbox.local_google.page.document import PAGE, Note, week_address
from worker.sandbox.local_google.page.edit_forms import EditForm
from worker.sandbox.local_google.page.guard import HEADERS, PageGuard
from worker.sandbox.local_google.page.week_page import people_page, week_page

Edit = Callable[[Diary, EditForm], Awaitable[None]]
DONE = {
    "move": "Moved.",
    "retitle": "Renamed.",
    "delete": "Deleted.",
    "answer": "Answered.",
    "add": "Put in.",
    "person": "Added.",
}
"""What a page says after an edit, by its name: the address carries the name alone."""


async def move(diary: Diary, form: EditForm) -> None:
    entry = await diary.entry(form.text("event"))
    await diary.move(entry, form.when(whole_days=entry.all_day))


async def retitle(diary: Diary, form: EditForm) -> None:
    entry = await diary.entry(form.text("event"))
    await diary.retitle(entry, form.text("title"), series=form.ticked("series"))


async def delete(diary: Diary, form: EditForm) -> None:
    entry = await diary.entry(form.text("event"))
    await diary.delete(entry, series=form.ticked("series"))


async def answer(diary: Diary, form: EditForm) -> None:
    entry = await diary.entry(form.text("event"))
    await diary.answer(entry, form.text("answer"), series=form.ticked("series"))


async def add(diary: Diary, form: EditForm) -> None:
    await diary.add(form.new_entry())


EDITS: dict[str, Edit] = {"move": move, "retitle": retitle, "delete": delete, "answer": answer, "add": add}


@dataclass(frozen=True, slots=True)
class Page:
    guard: PageGuard = field(default_factory=PageGuard)

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/", self.first),
            web.get(f"{PAGE}/week", self.week),
            web.post(f"{PAGE}/person", self.add_person),
            web.post(PAGE + "/{edit}", self.edit),
        ]

    async def first(self, request: web.Request) -> web.Response:
        self.guard.check_visitor(request)
        return _html(people_page(await _people(_control(request)), self.guard.token))

    async def week(self, request: web.Request) -> web.Response:
        self.guard.check_visitor(request)
        done = DONE.get(request.query.get("done", ""))
        return await self._week(request, request.query, Note(done) if done else None)

    async def add_person(self, request: web.Request) -> web.Response:
        form, control = await self._form(request), _control(request)
        try:
            account = await control.add_account(form.address("email"), time_zone=read_zone(form.text("zone")))
        except (NotPossible, LocalGoogleError) as error:
            people = await _people(control)
            return _html(people_page(people, self.guard.token, wrong(error)), HTTPStatus.BAD_REQUEST)
        raise web.HTTPSeeOther(week_address(account.email, done="person"))

    async def edit(self, request: web.Request) -> web.Response:
        form, name = await self._form(request), request.match_info["edit"]
        if name not in EDITS:
            raise web.HTTPNotFound
        try:
            diary = await Diary.open(_control(request), form.text("as"))
            await EDITS[name](diary, form)
        except (NotPossible, LocalGoogleError) as error:
            return await self._week(request, form.fields, wrong(error))
        raise web.HTTPSeeOther(week_address(diary.email, form.fields.get("from"), done=name))

    async def _week(self, request: web.Request, wanted: Mapping[str, str], note: Note | None) -> web.Response:
        control = _control(request)
        people = await _people(control)
        try:
            diary = await Diary.open(control, wanted.get("as", ""))
            first = read_day(wanted["from"]) if "from" in wanted else diary.today
            entries = await diary.entries(first)
        except (NotPossible, LocalGoogleError) as error:
            return _html(people_page(people, self.guard.token, wrong(error)), HTTPStatus.BAD_REQUEST)
        page = week_page(diary, people, entries, first, self.guard.token, note)
        return _html(page, HTTPStatus.BAD_REQUEST if note and note.wrong else HTTPStatus.OK)

    async def _form(self, request: web.Request) -> EditForm:
        self.guard.check_visitor(request)
        posted = await request.post()
        form = EditForm({name: text for name, text in posted.items() if isinstance(text, str)})
        self.guard.check_sender(request, form.fields.get("token", ""))
        return form


def wrong(error: NotPossible | LocalGoogleError) -> Note:
    """Say what is wrong: in Google's words where Google refused."""
    if isinstance(error, LocalGoogleError):
        return Note(f"Google says no: {error.status} {error.reason or ''}: {error.message}", wrong=True)
    return Note(str(error), wrong=True)


async def _people(control: LocalGoogleControl) -> list[str]:
    return [account.email for account in await control.people()]


def _control(request: web.Request) -> LocalGoogleControl:
    return LocalGoogleControl(own_url(request), request.app[SESSION])


def _html(page: str, status: int = HTTPStatus.OK) -> web.Response:
    return web.Response(text=page, status=status, content_type="text/html", headers=HEADERS)
