"""How the local Google behaves at the moment, beyond single faults."""

from datetime import timedelta
from typing import Literal

from pydantic import BaseModel, Field


class Behaviour(BaseModel, frozen=True, extra="forbid"):
    """Switched from outside at any time; requests made by hand feel none of the delays."""

    latency: timedelta = timedelta(0)
    """Every answer takes this much longer."""
    clock_offset: timedelta = timedelta(0)
    """How far Google's clock is ahead of ours: ages tokens, fails assertions."""
    token_lifetime: timedelta = timedelta(seconds=3599)
    meet: Literal["success", "failure"] = "success"
    """What becomes of a request for a conference."""
    meet_pending_reads: int = Field(0, ge=0)
    """A conference is pending until its event was read so many times."""
    meet_pending_for: timedelta = timedelta(0)
    """A conference is pending for so long, by the server's clock."""
    page_size_cap: int | None = Field(None, gt=0)
    """Pages are shorter than asked for, which Google allows itself [D]."""
    first_page_empty: bool = False
    """Every list starts with an empty page that has a `nextPageToken` [D]."""
    last_page_empty: bool = False
    """Every list that shows something ends with an empty page, which has the `nextSyncToken` [D]."""
    batch_reversed: bool = False
    """Parts of a batch are executed from the last to the first: no order is promised [S10]."""
    batch_conflicts_after: int | None = Field(None, ge=0)
    """So many writes to one calendar in a batch take effect, the others are 409 `conflict` [S4]."""

    push_allows_http_on_loopback: bool = False
    """Channels may post to plain HTTP on this machine; Google wants HTTPS of everybody [S9]."""
    push_sync_before_answer: bool = True
    """The first message of a channel arrives before the answer to its `watch`, as it may [S9]."""
    push_retry_wait: timedelta = timedelta(seconds=1)
    """Before the second attempt to deliver; it doubles from one to the next [S9]."""

    user_quota_per_minute: int | None = 600
    """Requests per minute, user and project [S1]; None: without limit."""
    project_quota_per_minute: int | None = 10_000
    """Requests per minute and project [S1]."""
    daily_quota: int | None = None
    """Requests per day and project. The million of [S1] is where billing begins, and refuses nothing;
    with a number more are `dailyLimitExceeded` [O11]."""
    calendar_write_burst: int | None = None
    """Writes to one calendar within `calendar_write_window`: an operational limit without a number [S1]."""
    calendar_write_window: timedelta = timedelta(seconds=1)

    api: Literal["enabled", "service_disabled", "billing_disabled"] = "enabled"
    """Whether the project may call the API at all [O7]."""
