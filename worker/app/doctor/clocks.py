"""How far another clock is from ours, when the answer took a while to come."""

from datetime import datetime, timedelta


def difference(there: datetime, before: datetime, after: datetime) -> timedelta:
    """Return how far a clock is ahead that was read somewhere between two moments of ours."""
    return timedelta(0) if before <= there <= after else there - (before + (after - before) / 2)


def apart(ahead: timedelta) -> str:
    """Say a difference: `3 minutes ahead of`, `12 seconds behind`."""
    minutes, seconds = divmod(round(abs(ahead).total_seconds()), 60)
    amount = f"{minutes} minutes" if minutes > 1 else f"{60 * minutes + seconds} seconds"
    return f"{amount} {'ahead of' if ahead > timedelta(0) else 'behind'}"
