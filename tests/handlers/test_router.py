"""Every command that is carried out has somebody who does it."""

from tests.handlers.world import World
from worker.messages.commands.known import COMMANDS


def test_every_served_command_has_a_handler_and_nothing_else_has_one(world: World) -> None:
    assert world.handle.handlers.keys() == set(COMMANDS.values())
