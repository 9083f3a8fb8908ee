import pytest

from tests.sandbox.local_google.page.browser import Browser
from worker.sandbox.local_google.server import LocalGoogle


@pytest.fixture
def browser(google: LocalGoogle) -> Browser:
    return Browser(google.url, google.control.session)
