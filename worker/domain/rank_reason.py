"""What is said of a slot beside its score, in words for a program."""

from enum import StrEnum


class RankReason(StrEnum):
    """What speaks for a slot, and lastly against it."""

    PREFERRED_TIME = "preferred_time"
    NEAR_PREFERRED_TIME = "near_preferred_time"
    """Within two hours of it."""
    OPTIONAL_FREE = "optional_free"
    """Every optional person is free, and at work."""
    CORE_HOURS = "core_hours"
    """At nobody's edge of the working day."""
    FAIR_HOURS = "fair_hours"
    """Between 08:00 and 19:00 on everybody's clock."""
    NEXT_TO_MEETINGS = "next_to_meetings"
    """It adjoins something that somebody has to do, and leaves nobody a scrap of time: see `neighbours`."""
    WITH_ROOM = "with_room"
    """It adjoins nothing, and leaves everybody at least half an hour on both sides."""
    BEST_OF_DAY = "best_of_day"
    """The best of its local day, where there are several days to choose from."""
    SOON = "soon"
    """Within a day of the window's start."""
    UNKNOWN_PARTICIPANTS = "unknown_participants"
