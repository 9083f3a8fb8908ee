"""What a call costs, of which quota: the one place where calls meet the quotas."""

from worker.sandbox.local_google.events.series.instances import find_copy
from worker.sandbox.local_google.identity.access import domain_of
from worker.sandbox.local_google.identity.scopes import Operation
from worker.sandbox.local_google.json_types import Json
from worker.sandbox.local_google.quotas.request_quota import PATCH_COST, Request
from worker.sandbox.local_google.quotas.use_limits import Kind, Use
from worker.sandbox.local_google.wire.call import Call, Reply
from worker.sandbox.local_google.wire.exchange import Exchange
from worker.sandbox.local_google.world import World

WRITES = frozenset(
    {
        Operation.EVENTS_WRITE,
        Operation.EVENTS_MOVE,
        Operation.CALENDARS_WRITE,
        Operation.CALENDARS_CLEAR,
        Operation.CALENDAR_LIST_INSERT,
        Operation.CALENDAR_LIST_WRITE,
        Operation.ACL_WRITE,
    }
)


def charge_request(world: World, exchange: Exchange, operation: Operation, calendar_id: str | None) -> None:
    """Count a request against the quotas of project and user; people's own edits are not requests."""
    caller = exchange.caller
    if caller is None or caller.by_hand:
        return
    service_account = caller.client_id if caller.client_id in world.registrations else None
    calendar = world.find(calendar_id, caller.subject) if calendar_id else None
    request = Request(
        caller=caller,
        charged=exchange.entry.quota_user or service_account or caller.subject,
        cost=PATCH_COST if exchange.request.method == "PATCH" and world.assumptions.patch_costs_three else 1,
        written_calendar=calendar.id if calendar and operation in WRITES else None,
    )
    world.requests.charge(request, world.now(), world.behaviour, world.assumptions)


def check_use(call: Call, method: str) -> dict[Kind, int]:
    """Refuse a write of an account beyond its use limits. Return what it will have used."""
    if call.operation not in WRITES or call.caller.by_hand:
        return {}
    wanted = _wanted(call, method)
    use_of(call.world, call.caller.subject).check(wanted, call.world.now())
    return wanted


def count_use(call: Call, wanted: dict[Kind, int], reply: Reply) -> None:
    """Count a write that took effect."""
    if wanted and reply.body is not None:
        use_of(call.world, call.caller.subject).done.update(wanted)


def use_of(world: World, subject: str) -> Use:
    return world.use.setdefault(subject, Use())


def _wanted(call: Call, method: str) -> dict[Kind, int]:
    wanted: dict[Kind, int] = {}
    if call.operation is Operation.EVENTS_WRITE:
        wanted["external_invitations"] = _new_outsiders(call)
        wanted["events"] = int(method == "POST" and "event_id" not in call.path)
    if call.operation is Operation.CALENDARS_WRITE:
        wanted["calendars"] = int(method == "POST")
    if call.operation is Operation.ACL_WRITE:
        wanted["sharing_actions"] = 1
    return wanted


def _new_outsiders(call: Call) -> int:
    """Count the guests outside the organisation whom a write invites: again, those removed before [O5]."""
    given = call.body.get("attendees")
    asked = {_address(one) for one in given} if isinstance(given, list) else set()
    outside = {one for one in asked if one and domain_of(one) != domain_of(call.caller.subject)}
    return len(outside - _invited(call))


def _address(entry: Json | object) -> str:
    return str(entry.get("email", "")).lower() if isinstance(entry, dict) else ""


def _invited(call: Call) -> set[str]:
    calendar = call.world.find(call.path["calendar_id"], call.caller.subject)
    event_id = call.path.get("event_id", "")
    copy = find_copy(calendar, event_id, call.world.assumptions) if calendar else None
    return {one["email"] for one in copy.shared.get("attendees", [])} if copy else set()
