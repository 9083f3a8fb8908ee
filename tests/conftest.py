"""What every test runs under. The fixtures themselves are in tests/support/."""

import zoneinfo

from hypothesis import settings

pytest_plugins = ["tests.support.chosen_broker", "tests.support.databases", "tests.support.stages"]

zoneinfo.reset_tzpath(to=())  # the zones of the tzdata package, not this machine's

settings.register_profile("quick", max_examples=50, deadline=None)
settings.register_profile("ci", max_examples=200, deadline=None, derandomize=True)
settings.load_profile("quick")  # `--hypothesis-profile=ci` comes later, and wins
