"""Which query parameters a call may have at all [D]."""

from http import HTTPStatus

from worker.sandbox.local_google.assumptions import Assumptions
from worker.sandbox.local_google.wire.discovery import Method
from worker.sandbox.local_google.wire.query import Query
from worker.sandbox.local_google.wire.refusals import Refusal, invalid


def check_parameters(query: Query, method: Method, assumptions: Assumptions) -> None:
    """Refuse what no call may ask, and names that the discovery document does not know for this one."""
    if query.text("alt") not in {None, "json"}:
        raise invalid("The only representation is json.", "alt")
    query.boolean("prettyPrint")
    unknown = sorted(query.values.keys() - method.parameters)
    if unknown and assumptions.unknown_parameters == "refuse":
        message = f"Invalid parameter: '{unknown[0]}'."
        raise Refusal(HTTPStatus.BAD_REQUEST, "invalidParameter", message, unknown[0])
