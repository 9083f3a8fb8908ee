"""What a scene is, and how it ends: well, or with a promise that did not hold."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from worker.sandbox.demo.card import Card
from worker.sandbox.demo.claim import Broken
from worker.sandbox.demo.mailbox import ARRIVES_WITHIN
from worker.sandbox.demo.theatre import Theatre

Play = Callable[[Theatre, Card], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Scene:
    title: str
    look: str
    """One line that says what to look at."""
    play: Play


async def played(scene: Scene, theatre: Theatre, card: Card) -> bool:
    """Play a scene, and put on its card whatever keeps it from its end. Return whether to go on."""
    try:
        await scene.play(theatre, card)
    except Broken:
        return True
    except TimeoutError:
        within = f"{ARRIVES_WITHIN.total_seconds():.0f} s"
        card.claim(f"everything that is due arrives within {within}", holds=False)
        return False
    except (LookupError, TypeError) as error:
        card.claim("the records have the contract's fields", holds=False, found=repr(error))
    return True
