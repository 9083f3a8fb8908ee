"""What every command carries, whatever it asks for.

The docstring under a field is its description in the JSON Schema.
"""

from worker.messages.fields import ConversationId, Identifier, Label, Locale, UserId
from worker.messages.times import Instant
from worker.messages.wire import Wire


class Command(Wire):
    type: str
    """The command's type."""
    command_id: Identifier
    """The idempotency key, unique per `user_id`, remembered for 30 days unless set otherwise.

    Sent twice, the command has its effect once and gets the same result twice; another body under it, but
    for `deadline`, is `command_id_reused`.
    """
    user_id: UserId
    """The VAI user whose Google account acts, or under domain-wide delegation the address (also `userId`)."""
    conversation_id: ConversationId | None = None
    """The agent's conversation; it travels into events, results and changes (also `conversationId`)."""
    agent_type: Label | None = None
    """A label of the agent (also `agentType`)."""
    locale: Locale = "ro"
    """The language of every text meant for people."""
    deadline: Instant | None = None
    """Past this instant the worker answers `expired` and touches nothing; what has begun is finished."""
    dry_run: bool = False
    """Do everything but change: the result says what would be done, and the `command_id` is not used up."""
