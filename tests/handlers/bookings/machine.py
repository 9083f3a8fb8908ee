"""Agents, people, replicas and Google, all at once, and what must hold of them."""

import asyncio

from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from tests.handlers.bookings.commands import Commands
from tests.handlers.bookings.hands import Hands
from tests.handlers.bookings.laws import Laws
from tests.handlers.bookings.meanwhile import Meanwhile
from tests.handlers.bookings.play import NewPlace


class Bookings(Commands, Hands, Meanwhile, Laws):
    """One play on one place."""


def play(loop: asyncio.AbstractEventLoop, new_place: NewPlace, games: settings) -> None:
    """Play games that Hypothesis makes up, each on a new place."""

    class Game(Bookings):
        def __init__(self) -> None:
            super().__init__(loop, new_place)

    run_state_machine_as_test(Game, settings=games)
