"""What a consent asks for, and what it lacks: the least scopes under which every call can be made."""

from collections.abc import Collection

from worker.google.call import METHODS
from worker.google.scopes import SIGN_IN, SPELLED_OUT


def wanted_scopes() -> tuple[str, ...]:
    """Return the scopes to ask for, in a lasting order; `openid` and `email` come first."""
    return (*SIGN_IN, *sorted({method.scope for method in METHODS}))


def missing_scopes(granted: Collection[str]) -> tuple[str, ...]:
    """Return those of the wanted scopes that a grant neither has nor makes up for by a wider one."""
    return tuple(scope for scope in wanted_scopes() if not covers(frozenset(granted), scope))


def covers(granted: frozenset[str], scope: str) -> bool:
    """Tell whether every call for which `scope` is asked can be made under a grant."""
    asked = [method for method in METHODS if method.scope == scope]
    if not asked:  # a name and address, not a call
        return not granted.isdisjoint({scope, SPELLED_OUT.get(scope, scope)})
    return all(not granted.isdisjoint(method.accepted) for method in asked)
