"""A foreign web page must not edit calendars through the browser of whoever visits it."""

import pytest

from tests.sandbox.local_google.page.browser import Browser
from tests.sandbox.local_google.people import ANA, meeting
from worker.sandbox.local_google.control.person import Person
from worker.sandbox.local_google.page.guard import PageGuard, is_local_name, is_this_machine

WEEK = f"/by-hand/week?as={ANA}"


@pytest.mark.parametrize("token", [None, "", "x" * 43, "ä"])
async def test_a_form_without_this_servers_token_does_nothing(
    ana: Person, browser: Browser, token: str | None
) -> None:
    made = await ana.insert(meeting())
    form = (await browser.open(WEEK)).form("delete")
    forged = {name: text for name, text in form.items() if name != "token"}
    page = await browser.post("delete", forged if token is None else {**forged, "token": token})

    assert page.status == 403
    assert (await ana.get(made["id"]))["status"] == "confirmed"


async def test_a_form_from_another_origin_does_nothing(ana: Person, browser: Browser) -> None:
    made = await ana.insert(meeting())
    form = (await browser.open(WEEK)).form("delete")
    page = await browser.post("delete", form, {"Origin": "https://evil.example"})
    assert page.status == 403
    assert (await ana.get(made["id"]))["status"] == "confirmed"

    page = await browser.post("delete", form, {"Origin": browser.url.rstrip("/")})
    assert page.status == 200


@pytest.mark.parametrize("path", ["/", WEEK])
async def test_a_foreign_name_for_this_machine_reads_nothing(browser: Browser, path: str) -> None:
    """DNS rebinding: the name of the foreign page leads here, and so its scripts may read the answer."""
    page = await browser.open(path, {"Host": "evil.example:8085"})

    assert page.status == 403
    assert ANA not in page.html


async def test_a_foreign_name_for_this_machine_changes_nothing(ana: Person, browser: Browser) -> None:
    made = await ana.insert(meeting())
    form = (await browser.open(WEEK)).form("delete")
    host = {"Host": "evil.example", "Origin": "http://evil.example"}

    assert (await browser.post("delete", form, host)).status == 403
    assert (await ana.get(made["id"]))["status"] == "confirmed"


async def test_no_web_page_reaches_the_control_api(browser: Browser) -> None:
    address, origin = f"{browser.url}_control/reset", {"Origin": browser.url.rstrip("/")}
    async with browser.session.post(address, json={}, headers=origin) as response:
        assert response.status == 403


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("evil.example", 403),
        ("evil.example:8085", 403),
        ("127.0.0.1.evil.example", 403),
        ("127.0.0.1:8085", 200),
        ("[::1]:8085", 200),
        ("google:8085", 200),
    ],
)
async def test_the_control_api_cannot_be_read_under_a_name_that_a_web_page_chose(
    browser: Browser, host: str, status: int
) -> None:
    """DNS rebinding: reading needs no `Origin`, so the name has to tell."""
    page = await browser.open("/_control/accounts", {"Host": host})

    assert page.status == status
    assert (ANA in page.html) is (status == 200)


@pytest.mark.parametrize("first", ["0001-01-01", "9999-12-31", "1000-01-01"])
async def test_the_page_reaches_no_further_than_the_calendar(browser: Browser, first: str) -> None:
    assert (await browser.open(f"{WEEK}&from={first}")).status in {200, 400}


async def test_a_number_of_five_thousand_digits_is_wrong_and_no_more(browser: Browser) -> None:
    form = (await browser.open(WEEK)).form("add")
    page = await browser.post("add", {**form, "title": "x", "minutes": "9" * 5000})

    assert page.status == 400


@pytest.mark.parametrize(
    ("host", "local"),
    [
        ("localhost", True),
        ("localhost:8085", True),
        ("127.0.0.1:8085", True),
        ("[::1]:8085", True),
        ("LOCALHOST", True),
        ("localhost.evil.example", False),
        ("evil.example:80", False),
        ("192.168.1.4:8085", False),
        ("", False),
        (":80", False),
    ],
)
def test_only_names_of_this_machine_are_local(host: str, local: bool) -> None:
    assert is_local_name(host) is local


@pytest.mark.parametrize(
    ("address", "loopback"),
    [("127.0.0.1", True), ("127.8.8.8", True), ("::1", True), ("192.168.1.4", False), (None, False)],
)
def test_only_addresses_of_this_machine_are_loopback(address: str | None, loopback: bool) -> None:
    assert is_this_machine(address) is loopback


def test_the_token_is_each_servers_own_and_never_shown_in_logs() -> None:
    one, other = PageGuard(), PageGuard()

    assert one.token != other.token
    assert one.token not in repr(one)


async def test_nothing_but_the_page_itself_may_frame_it_or_take_its_forms(browser: Browser) -> None:
    headers = (await browser.open()).headers

    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["Cache-Control"] == "no-store"
