"""The command `vai-calendar`: what can be said to it, and what it says when something is wrong.

Commands are named by path, so that only the one that was asked for is imported: together
they bring in Kafka, PostgreSQL and Google, most of a second, before `--help` could answer.
"""

import os
import sys

from cyclopts import App

from worker.app.version import release
from worker.errors import BrokerUnavailable, FatalError, Misconfigured, StoreUnavailable

NOT_NOW = 1
"""The exit code when trying again later may help."""
MISCONFIGURED = 2
"""The exit code when a setting, an option or a file must be changed first."""

COMMANDS = {
    "run": "Start a worker.",
    "migrate": "Bring the database's tables up to date.",
    "doctor": "Check everything that a worker needs, and say what mends what is wrong.\n\n"
    "Exit code: 0 nothing is wrong (there may be warnings), 1 something is, 2 settings cannot be read.",
    "send": "Send a command and wait for its result.\n\n"
    "Exit code: 0 succeeded, 1 rejected or failed, 3 no result in time (it may still come).",
    "explain": "Tell how a command came to its time, and compute that again from what was kept.\n\n"
    "Exit code: 0 it is the same, byte for byte, 1 it is not (the rules or the zone data have changed), "
    "2 several users have a command with that id, 3 there is nothing to explain.",
    "tail": "Follow results, changes and dead letters.",
    "demo": "See it work: everything on this machine, in under a minute.",
    "local-google": "Run a local Google Calendar, for tests and trials.",
}
ACCOUNT = {
    "connect": ("connect", "Ask a person for their consent, and connect their Google account."),
    "list": ("list_accounts", "List the accounts that are connected, and what they lack."),
    "disconnect": ("disconnect", "Give a user's grant back to Google, and forget what is kept of them."),
}
BY_HAND = {
    "people": "List everybody whose calendar is there.",
    "person": "Add a person, or change their time zone.",
    "week": "Show today and the next 13 days.",
    "add": "Put in an event: with a time, or with whole days.",
    "move": "Move an event to another day or time. What is not said stays as it is.",
    "retitle": "Give an event another title.",
    "delete": "Delete an event: the organizer for everybody, a guest for themselves.",
    "answer": "Answer an invitation: yes, maybe or no.",
}
CREATE = """Make the topics that are not there yet; those that are stay as they are.

How many partitions each gets is a setting. Choose it once: adding some later moves keys to
other partitions, and breaks the order of the commands that are under way.
"""


def application() -> App:
    app = App(
        name="vai-calendar",
        help="Keeps the meetings that AI agents promise. Settings are environment variables: see the README.",
        version=release,
    )
    for name, summary in COMMANDS.items():
        attribute = name.replace("-", "_")
        app.command(f"worker.cli.{attribute}:{attribute}", name=name, help=summary)
    app.command(topics())
    app.command(account())
    app.command(calendar())
    app.command(show_version, name="version")
    return app


def topics() -> App:
    app = App(name="topics", help="The topics on Kafka.")
    app.command("worker.cli.topics:create", name="create", help=CREATE)
    return app


def account() -> App:
    app = App(name="account", help="The Google accounts that users have connected.")
    for name, (attribute, summary) in ACCOUNT.items():
        app.command(f"worker.cli.account:{attribute}", name=name, help=summary)
    return app


def calendar() -> App:
    app = App(name="calendar", help="Play a person at their calendar, on a local Google that runs.")
    for name, summary in BY_HAND.items():
        app.command(f"worker.cli.by_hand:{name}", name=name, help=summary)
    return app


def show_version() -> str:
    """Show the version."""
    return release()


def main() -> None:
    """Run what the command line says, and leave with its exit code."""
    code = NOT_NOW
    try:
        application()(arguments(sys.argv[1:]))
    except* Misconfigured as group:
        code = MISCONFIGURED
        complain(group)
    except* (FatalError, BrokerUnavailable, StoreUnavailable) as group:
        complain(group)
    except* BrokenPipeError:  # as in `vai-calendar tail | head -1`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or Python complains once more
    sys.exit(code)


def arguments(given: list[str]) -> list[str]:
    """Name the file that `-` stands for: the parser would take it for an option."""
    return ["/dev/stdin" if argument == "-" else argument for argument in given]


def complain(group: BaseExceptionGroup[Exception]) -> None:
    """Say what is wrong, a line each, where a stack trace would only frighten."""
    for error in leaves(group):
        for line in str(error).splitlines():
            sys.stderr.write(f"vai-calendar: {line}\n")


def leaves(error: BaseException) -> list[BaseException]:
    if not isinstance(error, BaseExceptionGroup):
        return [error]
    return [leaf for inner in error.exceptions for leaf in leaves(inner)]
