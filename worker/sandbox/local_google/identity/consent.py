"""What a person answers to an application, and where the browser goes with it [S30]."""

from datetime import timedelta
from http import HTTPStatus
from urllib.parse import urlencode

from pydantic import BaseModel, field_validator

from worker.sandbox.local_google.identity.accounts import Account
from worker.sandbox.local_google.identity.authorization import (
    AuthorizationRefusal,
    AuthorizationRequest,
    bad_request,
)
from worker.sandbox.local_google.identity.grants import AuthorizationCode, Consent, Grant
from worker.sandbox.local_google.identity.scopes import SIGN_IN
from worker.sandbox.local_google.world import World


class Decision(BaseModel, frozen=True, extra="forbid"):
    """What a person decides."""

    subject: str
    allow: bool = True
    scopes: frozenset[str] | None = None
    """What is ticked; None: everything that is asked for."""
    valid_for: timedelta | None = None
    """Time-based access: for how long; None: until it is taken back [S30]."""

    @field_validator("subject")
    @classmethod
    def _lower(cls, subject: str) -> str:
        return subject.lower()


def decide(world: World, request: AuthorizationRequest, decision: Decision) -> str:
    """Return the address that the browser is sent to. Raise `AuthorizationRefusal`."""
    account = _account(world, request, decision.subject)
    granted = _granted(request, decision)
    if not decision.allow or not granted:
        return answer_address(request, {"error": "access_denied"})
    refreshes = _gives_refresh_token(world, request, account.email, granted)
    code = AuthorizationCode(
        grant=_grant(world, request, decision, granted),
        redirect_uri=request.redirect_uri,
        expires=world.now() + timedelta(seconds=world.assumptions.authorization_code_seconds),
        gives_refresh_token=refreshes,
        challenge=request.challenge,
        challenge_method=request.challenge_method,
        nonce=request.nonce,
    )
    _remember(world, request, account.email, granted, offline=refreshes)
    return answer_address(request, {"code": world.grants.add_code(code)})


def decide_silently(world: World, request: AuthorizationRequest) -> str:
    """Return the address for `prompt=none`: nobody is asked, so only earlier consent counts [S30]."""
    known = [one for one in world.accounts.values() if request.login_hint in {one.email, one.subject_id}]
    if known and known[0].exists:
        given = world.grants.granted(known[0].email, request.client.project)
        if given >= frozenset(request.scopes):
            return decide(world, request, Decision(subject=known[0].email))
    return answer_address(request, {"error": world.assumptions.prompt_none_error})


def answer_address(request: AuthorizationRequest, answer: dict[str, str]) -> str:
    """Return the redirect URI with the answer in its query."""
    state = {} if request.state is None else {"state": request.state}
    joint = "&" if "?" in request.redirect_uri else "?"
    return f"{request.redirect_uri}{joint}{urlencode(state | answer)}"


def _account(world: World, request: AuthorizationRequest, subject: str) -> Account:
    account = world.accounts.get(subject)
    if account is None or not account.exists:
        raise bad_request(f"No such account: {subject}")
    internal = request.client.internal_to
    if internal is not None and account.hosted_domain != internal:
        raise AuthorizationRefusal(
            HTTPStatus.FORBIDDEN, "org_internal", f"This client is only for people of {internal}."
        )
    if account.restricted and not request.client.admin_trusted and frozenset(request.scopes) - SIGN_IN:
        raise AuthorizationRefusal(
            HTTPStatus.BAD_REQUEST, "admin_policy_enforced", "An administrator restricts this service."
        )
    return account


def _granted(request: AuthorizationRequest, decision: Decision) -> frozenset[str]:
    """Return what is given: a subset by ticks, or all of it to an app the administrator trusts [S30]."""
    asked = frozenset(request.scopes)
    if decision.scopes is None or request.client.admin_trusted:
        return asked
    return asked & (decision.scopes | SIGN_IN)


def _grant(world: World, request: AuthorizationRequest, decision: Decision, granted: frozenset[str]) -> Grant:
    earlier = world.grants.granted(decision.subject, request.client.project)
    scopes = granted | earlier if request.include_granted else granted
    return Grant(
        subject=decision.subject,
        client_id=request.client.client_id,
        project=request.client.project,
        scopes=scopes,
        combined=scopes != granted,
        ends=world.now() + decision.valid_for if decision.valid_for else None,
    )


def _gives_refresh_token(
    world: World, request: AuthorizationRequest, subject: str, granted: frozenset[str]
) -> bool:
    """Only offline, and only with the first consent, or a forced one [S30]."""
    before = world.grants.consents.get((subject, request.client.client_id))
    if not request.offline:
        return False
    if before is None or "consent" in request.prompt:
        return True
    if not before.offline:
        return world.assumptions.refresh_token_after_online_consent
    return world.assumptions.refresh_token_for_new_scopes and bool(granted - before.scopes)


def _remember(
    world: World, request: AuthorizationRequest, subject: str, granted: frozenset[str], *, offline: bool
) -> None:
    key = (subject, request.client.client_id)
    before = world.grants.consents.get(key)
    if before:
        granted, offline = granted | before.scopes, offline or before.offline
    world.grants.consents[key] = Consent(request.client.project, granted, offline)
