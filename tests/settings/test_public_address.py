"""Where Google reaches the webhook: nothing but what Google would post to."""

import pytest

from worker.errors import Misconfigured
from worker.settings.environment import read
from worker.settings.model import Http, Part


class HttpPart(Part):
    http: Http = Http()


def public_url(value: str) -> str | None:
    return read(HttpPart, {"VAI_HTTP__PUBLIC_URL": value}).http.public_url


@pytest.mark.parametrize(
    ("given", "read_as"),
    [
        ("https://vai.example", "https://vai.example/"),
        ("https://vai.example/calendar/", "https://vai.example/calendar/"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080/"),
        ("http://localhost:8080", "http://localhost:8080/"),
        ("http://[::1]:8080", "http://[::1]:8080/"),
        ("", None),
    ],
)
def test_https_anywhere_and_plain_http_to_this_machine_alone(given: str, read_as: str | None) -> None:
    assert public_url(given) == read_as


@pytest.mark.parametrize(
    "given",
    ["http://vai.example/", "http://10.0.0.7/", "vai.example", "ftp://localhost/", "http://[", "http://"],
)
def test_what_google_would_not_post_to_stops_the_worker_at_once(given: str) -> None:
    with pytest.raises(Misconfigured, match="VAI_HTTP__PUBLIC_URL: does not begin with https://") as error:
        public_url(given)
    assert given not in str(error.value)
