"""A browser that knows no more than forms and links."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

from aiohttp import ClientSession

from worker.sandbox.local_google.json_types import Json


@dataclass(slots=True)
class Shown:
    """A page as it came."""

    status: int
    html: str
    address: str
    headers: dict[str, str]

    @property
    def text(self) -> str:
        return " ".join(_Reader.read(self.html).words)

    def form(self, edit: str, number: int = 0) -> dict[str, str]:
        """Return the fields that a form of an edit has, filled in; of several, of this number."""
        return dict(_Reader.read(self.html).forms[f"/by-hand/{edit}"][number])


@dataclass(slots=True)
class Browser:
    url: str
    session: ClientSession

    async def open(self, path: str = "/", headers: dict[str, str] | None = None) -> Shown:
        async with self.session.get(self.url.rstrip("/") + path, headers=headers) as response:
            return Shown(response.status, await response.text(), str(response.url), dict(response.headers))

    async def post(self, edit: str, fields: Json, headers: dict[str, str] | None = None) -> Shown:
        """Send a form, and follow where it leads."""
        address = f"{self.url}by-hand/{edit}"
        async with self.session.post(address, data=fields, headers=headers) as response:
            return Shown(response.status, await response.text(), str(response.url), dict(response.headers))


@dataclass
class _Reader(HTMLParser):
    words: list[str] = field(default_factory=list)
    forms: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    _current: dict[str, str] = field(default_factory=dict)
    _silent: bool = False

    def __post_init__(self) -> None:
        super().__init__()

    @classmethod
    def read(cls, html: str) -> "_Reader":
        reader = cls()
        reader.feed(html)
        return reader

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self._silent = tag == "style"
        if tag == "form":
            self._current = {}
            self.forms.setdefault(given["action"] or "", []).append(self._current)
        if tag == "input" and given.get("type") != "checkbox":
            self._current[given["name"] or ""] = given.get("value") or ""

    def handle_endtag(self, tag: str) -> None:
        self._silent = False

    def handle_data(self, data: str) -> None:
        if not self._silent and data.strip():
            self.words.append(data.strip())
