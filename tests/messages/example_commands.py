"""Commands as an agent would send them: `schemas/examples/commands/` is written from them."""

from typing import Final

from tests.messages.samples.people import Json
from tests.messages.samples.schedule_commands import SCHEDULE
from tests.messages.samples.sync_commands import SYNC
from tests.messages.samples.update_commands import UPDATE

COMMANDS: Final[dict[str, Json]] = {**SCHEDULE, **UPDATE, **SYNC}
