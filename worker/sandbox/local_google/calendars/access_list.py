"""`acl`: who may see or change a calendar. Writers read the rules, owners change them [D]."""

from http import HTTPStatus

from worker.sandbox.local_google.calendars.access_rule import (
    given_role,
    given_scope,
    rule_resource,
    scope_of,
)
from worker.sandbox.local_google.calendars.calendars import Calendar
from worker.sandbox.local_google.calendars.feed_page import Item, feed_page
from worker.sandbox.local_google.identity.access import Role
from worker.sandbox.local_google.sync.changes import acl_of
from worker.sandbox.local_google.sync.reading import Feed
from worker.sandbox.local_google.wire.call import Call, Reply
from worker.sandbox.local_google.wire.refusals import Refusal, forbidden, invalid, not_found

MOST_RULES = 6000
"""Per calendar [S6]."""


def list_rules(call: Call) -> Reply:
    """Return the rules; one that was taken away has the role `none`, and is told on demand [D]."""
    calendar = rules_to_read(call)
    show_deleted = call.query.boolean("showDeleted")
    role = calendar.role_of(call.caller.subject)
    items = [
        Item(
            scope,
            calendar.rule_versions[scope],
            rule_resource(calendar, scope),
            left_out=calendar.rules[scope] is Role.NONE and not show_deleted,
        )
        for scope in calendar.rules
    ]
    feed = Feed(acl_of(calendar.id), str(role), frozenset(), frozenset())
    return feed_page(call, feed, "calendar#acl", items)


def get_rule(call: Call) -> Reply:
    calendar = _with_access(call, Role.WRITER)
    shown = rule_resource(calendar, _scope(call, calendar))
    if call.if_none_match == shown["etag"]:
        return Reply(None, HTTPStatus.NOT_MODIFIED)
    return Reply(shown)


def insert_rule(call: Call) -> Reply:
    calendar = _with_access(call, Role.OWNER)
    scope, role = given_scope(call.body.get("scope")), given_role(call.body.get("role"))
    present = calendar.rules.get(scope, Role.NONE) is not Role.NONE
    if present and not call.world.assumptions.acl_insert_replaces:
        raise Refusal(HTTPStatus.CONFLICT, "duplicate")
    in_force = sum(one is not Role.NONE for one in calendar.rules.values())
    if not present and in_force >= MOST_RULES:
        raise forbidden(call.world.assumptions.too_many_rules)
    return _write(call, calendar, scope, role)


def patch_rule(call: Call) -> Reply:
    calendar, scope = _to_change(call)
    role = given_role(call.body["role"]) if "role" in call.body else calendar.rules[scope]
    if "scope" in call.body and given_scope(call.body["scope"]) != scope:
        raise invalid("The scope of a rule cannot be changed.", "scope")
    return _write(call, calendar, scope, role)


def update_rule(call: Call) -> Reply:
    calendar, scope = _to_change(call)
    if given_scope(call.body.get("scope")) != scope:
        raise invalid("The scope of a rule cannot be changed.", "scope")
    return _write(call, calendar, scope, given_role(call.body.get("role")))


def delete_rule(call: Call) -> Reply:
    """Take a rule away: it stays in the list as `none` [D]."""
    calendar, scope = _to_change(call)
    _write(call, calendar, scope, Role.NONE)
    return Reply(None, HTTPStatus.NO_CONTENT)


def rules_to_read(call: Call) -> Calendar:
    """Return the calendar of the path, if the caller may list, and so watch, its rules."""
    return _with_access(call, Role.WRITER)


def _with_access(call: Call, least: Role) -> Calendar:
    calendar = call.calendar()
    if not calendar.role_of(call.caller.subject).at_least(least):
        raise forbidden("requiredAccessLevel")
    return calendar


def _to_change(call: Call) -> tuple[Calendar, str]:
    calendar = _with_access(call, Role.OWNER)
    scope = _scope(call, calendar)
    call.check_if_match(rule_resource(calendar, scope)["etag"])
    return calendar, scope


def _scope(call: Call, calendar: Calendar) -> str:
    scope = scope_of(call.path["rule_id"])
    known = calendar.rules.get(scope)
    taken_away = known is Role.NONE and not call.world.assumptions.deleted_rule_is_found
    if known is None or taken_away:
        raise not_found()
    return scope


def _write(call: Call, calendar: Calendar, scope: str, role: Role) -> Reply:
    call.query.boolean("sendNotifications")
    owners = scope == calendar.owner and role is not Role.OWNER
    if owners and call.world.assumptions.data_owner_keeps_ownership:
        raise Refusal(HTTPStatus.FORBIDDEN, "cannotChangeOwnAcl", "The data owner keeps the owner role.")
    call.world.share(calendar, scope, role)
    return Reply(rule_resource(calendar, scope))
