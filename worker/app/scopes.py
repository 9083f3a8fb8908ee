"""Google's scopes in words: what each is for, and so what does not work without it."""

from collections.abc import Collection

from worker.google.call import CALENDARS_SCOPE, EVENTS_SCOPE, FREE_BUSY_SCOPE

WITHOUT = {
    EVENTS_SCOPE: "no meeting can be made, read, moved or cancelled, and no calendar followed",
    FREE_BUSY_SCOPE: "nobody's free time can be read, so no time is found, checked or held",
    CALENDARS_SCOPE: "a calendar's own address and zone cannot be read, which most commands do first",
}
"""What a command then meets is `insufficient_scope`."""


def without(scope: str) -> str:
    return f"without {scope} {WITHOUT.get(scope, 'the worker cannot tell whose account it is')}"


def in_order(scopes: Collection[str]) -> list[str]:
    """Return scopes with those first that most hangs on."""
    known = [scope for scope in WITHOUT if scope in scopes]
    return [*known, *sorted(set(scopes) - set(known))]
