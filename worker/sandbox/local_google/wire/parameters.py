"""Which query parameters a call may have at all, and which of their values there are [D]."""

from http import HTTPStatus

from worker.sandbox.local_google.assumptions import Assumptions
from worker.sandbox.local_google.wire.discovery import Method, Shape
from worker.sandbox.local_google.wire.query import Query
from worker.sandbox.local_google.wire.refusals import Refusal, invalid


def check_parameters(query: Query, method: Method, assumptions: Assumptions) -> None:
    """Refuse names and values that the discovery document does not know for this call."""
    if query.text("alt") not in {None, "json"}:
        raise invalid("The only representation is json.", "alt")
    query.boolean("prettyPrint")
    unknown = sorted(query.values.keys() - method.parameters.keys())
    if unknown and assumptions.unknown_parameters == "refuse":
        message = f"Invalid parameter: '{unknown[0]}'."
        raise Refusal(HTTPStatus.BAD_REQUEST, "invalidParameter", message, unknown[0])
    for name in query.values.keys() & method.parameters.keys():
        _check_choices(name, query.texts(name), method.parameters[name])


def _check_choices(name: str, given: list[str], shape: Shape) -> None:
    """Refuse a value that is none of those listed."""
    choices: list[str] = shape.get("enum", given)
    wrong = [one for one in given if one not in choices]
    if wrong:
        raise invalid(f"Invalid value: '{wrong[0]}'.", name)
