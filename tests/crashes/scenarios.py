"""All that a worker does."""

from tests.crashes.asking import ASKING
from tests.crashes.at_once import AT_ONCE
from tests.crashes.later import LATER
from tests.crashes.moving import MOVING
from tests.crashes.pushing import PUSHING
from tests.crashes.reading import READING
from tests.crashes.updating import UPDATING

SCENARIOS = {**AT_ONCE, **ASKING, **LATER, **MOVING, **PUSHING, **READING, **UPDATING}
