"""One access rule as the API writes it: `user:…`, `domain:…` or `default` [D]."""

import re
from typing import Any

from worker.sandbox.local_google.calendars.calendars import Calendar
from worker.sandbox.local_google.identity.access import EVERYBODY, Role
from worker.sandbox.local_google.json_types import Json
from worker.sandbox.local_google.wire.refusals import invalid, not_found, not_implemented, required

ADDRESS = re.compile(r"[^@\s]+@[^@\s]+")
DOMAIN = re.compile(r"[^@\s]+\.[^@\s]+")
ROLES = frozenset(Role)


def rule_id(scope: str) -> str:
    """Return the id of the rule for an address, an `@domain`, or `default`."""
    if scope == EVERYBODY:
        return scope
    return f"domain:{scope[1:]}" if scope.startswith("@") else f"user:{scope}"


def scope_of(named: str) -> str:
    """Return whom a rule is for, by its id. Raise a 404 for what is no id."""
    kind, _, value = named.lower().partition(":")
    if named == EVERYBODY:
        return EVERYBODY
    if kind == "domain" and value:
        return f"@{value}"
    if kind == "user" and value:
        return value
    raise not_found()


def given_scope(given: Any) -> str:
    """Return whom a body's `scope` is for."""
    if not isinstance(given, dict) or not given.get("type"):
        raise required("Missing scope type.", "scope.type")
    kind, value = given["type"], str(given.get("value") or "").lower()
    if kind == EVERYBODY:
        return EVERYBODY
    if kind == "group":  # who is in a group is not known here
        raise not_implemented("access rules for groups")
    if kind == "user" and ADDRESS.fullmatch(value):
        return value
    if kind == "domain" and DOMAIN.fullmatch(value):
        return f"@{value}"
    raise invalid("Invalid scope.", "scope")


def given_role(given: Any) -> Role:
    if not given:
        raise required("Missing role.", "role")
    if given not in ROLES:
        raise invalid("Invalid role.", "role")
    return Role(given)


def rule_resource(calendar: Calendar, scope: str) -> Json:
    kind, _, value = rule_id(scope).partition(":")
    return {
        "kind": "calendar#aclRule",
        "etag": f'"{calendar.rule_versions[scope]}"',
        "id": rule_id(scope),
        "scope": {"type": kind, **({"value": value} if value else {})},
        "role": str(calendar.rules[scope]),
    }
