"""`vai-calendar migrate`: the tables, before a new version starts."""

from worker.cli import start
from worker.settings.model import DatabasePart
from worker.store import migrate as migrations


async def migrate() -> str:
    """Bring the database's tables up to date. Safe while workers run, and on many machines at once."""
    applied = await migrations.migrate(start.settings(DatabasePart).database.url.get_secret_value())
    return "\n".join(f"applied {name}" for name in applied) or "nothing to do"
