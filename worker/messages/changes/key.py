"""The record key of everything on the changes topic: what has to stay in order has one key."""


def change_key(user_id: str, calendar_id: str | None = None) -> bytes:
    """Return the key that keeps a calendar's changes in order; without a calendar, the account's."""
    return (user_id if calendar_id is None else f"{user_id}/{calendar_id}").encode()
