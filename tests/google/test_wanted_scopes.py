import json
from importlib.resources import files

import pytest

from worker.google.call import METHODS, ApiMethod
from worker.google.scopes import ACCEPTED, PREFIX
from worker.google.wanted_scopes import missing_scopes, wanted_scopes

SIGNED_IN = ("openid", f"{PREFIX}userinfo.email")


def test_the_least_that_serves_every_call_is_asked_for() -> None:
    names = ("calendar.calendars.readonly", "calendar.events", "calendar.freebusy")

    assert wanted_scopes() == ("openid", "email", *(PREFIX + name for name in names))


@pytest.mark.parametrize("method", METHODS, ids=lambda method: method.name)
def test_whatever_is_accepted_for_a_call_google_accepts_too(method: ApiMethod) -> None:
    document = json.loads((files("worker.google") / "discovery" / "calendar.v3.json").read_text())
    googles = document["resources"][method.resource]["methods"][method.verb]["scopes"]

    assert method.name in ACCEPTED
    assert method.scope in method.accepted <= {*googles}


@pytest.mark.parametrize(
    ("granted", "missing"),
    [
        pytest.param((*SIGNED_IN, f"{PREFIX}calendar"), (), id="one that covers all"),
        pytest.param(
            (*SIGNED_IN, f"{PREFIX}calendar.readonly"), (f"{PREFIX}calendar.events",), id="only reading"
        ),
        pytest.param(
            (*SIGNED_IN, f"{PREFIX}calendar.events"),
            (f"{PREFIX}calendar.calendars.readonly", f"{PREFIX}calendar.freebusy"),
            id="only events",
        ),
        pytest.param((*wanted_scopes(),), (), id="short names"),
        pytest.param((), wanted_scopes(), id="nothing"),
    ],
)
def test_a_wider_scope_makes_up_for_those_that_are_missing(
    granted: tuple[str, ...], missing: tuple[str, ...]
) -> None:
    assert missing_scopes(granted) == missing
