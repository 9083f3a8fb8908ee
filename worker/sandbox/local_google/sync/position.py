"""How far a client has read a feed: what its sync token says, in a sealed form."""

from dataclasses import astuple, dataclass
from datetime import UTC, datetime, timedelta
from http import HTTPStatus

from worker.sandbox.local_google.assumptions import Assumptions
from worker.sandbox.local_google.wire.refusals import Refusal, invalid
from worker.sandbox.local_google.world import World

KIND = "sync"


@dataclass(frozen=True, slots=True)
class Position:
    """Everything up to `version` is known to whoever holds it."""

    feed: str
    subject: str
    version: int
    access: str
    """A mark of the access rules: tokens end when they change [S13]."""
    query: str
    """A mark of the parameters that every increment has to repeat [S13]."""
    reached: float
    """Seconds since 1970, by Google's clock."""
    time_min: str | None = None
    """What the first, full reading left out [S13]."""


def sync_token(world: World, position: Position) -> str:
    return world.seal.close(KIND, astuple(position))


def redeem(world: World, token: str, present: Position) -> Position:
    """Return what a sync token says, if it is good for the feed and the caller at present."""
    content = world.seal.open(KIND, token)
    known = Position(*content) if content is not None else None
    if known is None or (known.feed, known.subject) != (present.feed, present.subject):
        raise _not_understood(world.assumptions)
    if _is_expired(world, known) or known.access != present.access:
        raise full_sync_required()
    if known.query != present.query and world.assumptions.changed_sync_query == "refuse":
        raise invalid(
            "Sync token cannot be used with other parameters than the first request's.", "syncToken"
        )
    return known


def full_sync_required() -> Refusal:
    return Refusal(HTTPStatus.GONE, "fullSyncRequired")


def _not_understood(assumptions: Assumptions) -> Refusal:
    if assumptions.unknown_sync_position == "full_sync_required":
        return full_sync_required()
    return invalid("Invalid sync token value.", "syncToken")


def _is_expired(world: World, known: Position) -> bool:
    """Say whether a token was ended, or is too old, also to have seen every tombstone that is gone."""
    if world.changes.is_expired(known.feed, known.version):
        return True
    choices = (world.assumptions.sync_token_max_days, world.assumptions.tombstones_kept_days)
    age = world.now() - datetime.fromtimestamp(known.reached, UTC)
    return any(days is not None and age > timedelta(days=days) for days in choices)
