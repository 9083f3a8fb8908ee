"""`settings.get` and `settings.list`: programs read them, only their person changes them [S23]."""

from http import HTTPStatus

from worker.sandbox.local_google.calendars.feed_page import Item, feed_page
from worker.sandbox.local_google.calendars.setting import DEFAULTS, Setting
from worker.sandbox.local_google.json_types import Json
from worker.sandbox.local_google.sync.changes import settings_of
from worker.sandbox.local_google.sync.reading import Feed
from worker.sandbox.local_google.wire.call import Call, Reply
from worker.sandbox.local_google.wire.refusals import not_found

FIRST_VERSION = 1
"""Of a setting that nobody has changed."""


def list_settings(call: Call) -> Reply:
    """Return the settings; one at its default may be missing [S23]."""
    feed = Feed(settings_of(call.caller.subject), "", frozenset(), frozenset())
    return feed_page(call, feed, "calendar#settings", [_item(call, name) for name in DEFAULTS])


def get_setting(call: Call) -> Reply:
    name = call.path["setting"]
    if name not in DEFAULTS:
        raise not_found()
    item = _item(call, name)
    if call.if_none_match == item.body["etag"]:
        return Reply(None, HTTPStatus.NOT_MODIFIED)
    return Reply(item.body)


def _item(call: Call, name: str) -> Item:
    setting = _setting(call, name)
    body: Json = {
        "kind": "calendar#setting",
        "etag": f'"{setting.version}"',
        "id": name,
        "value": setting.value,
    }
    missing = setting.value == DEFAULTS[name] and not call.world.assumptions.default_settings_are_listed
    return Item(name, setting.version, body, left_out=missing)


def _setting(call: Call, name: str) -> Setting:
    changed = call.world.settings.get(call.caller.subject, {}).get(name)
    if changed:
        return changed
    first = call.world.accounts[call.caller.subject].time_zone if name == "timezone" else DEFAULTS[name]
    return Setting(first, FIRST_VERSION)
