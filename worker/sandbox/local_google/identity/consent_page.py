"""The consent page: a small form for a person in the demo, or for a test's browser.

Everything that came from outside is escaped, and the page can run no script.
"""

from collections.abc import Iterable
from html import escape
from http import HTTPStatus

from worker.sandbox.local_google.identity.accounts import Account
from worker.sandbox.local_google.identity.authorization import (
    AuthorizationRefusal,
    AuthorizationRequest,
)
from worker.sandbox.local_google.identity.scopes import SIGN_IN
from worker.sandbox.local_google.wire.call import Reply

TICK = "grant:"
"""Starts the name of each checkbox; the scope follows."""
GUARDS = {  # the referrer stays here: the form needs its `Origin`, and the application gets none
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",
}
STYLE = "body{font:16px sans-serif;margin:3em auto;max-width:36em}label{display:block;margin:.5em 0}"


def consent_page(request: AuthorizationRequest, people: Iterable[Account], question: str) -> Reply:
    """Return the form. `question` is the query it answers, checked again when it comes back."""
    name = escape(request.client.name)
    return _page(
        f"{name} wants to access your Google Account",
        f'<form method="post"><input type="hidden" name="question" value="{escape(question)}">'
        f"<fieldset><legend>Who are you?</legend>{_people(request, people)}</fieldset>"
        f"<fieldset><legend>What may {name} do?</legend>{_scopes(request)}</fieldset>"
        '<button name="decision" value="allow">Allow</button> '
        '<button name="decision" value="deny">Deny</button></form>',
    )


def error_page(refusal: AuthorizationRefusal, status: int | None) -> Reply:
    """Return what the person sees instead of a form [S30]."""
    told = f"<p>Access blocked.</p><p>{escape(refusal.text)}</p>"
    return _page(f"Error {int(refusal.status)}: {escape(refusal.error)}", told, status or refusal.status)


def _people(request: AuthorizationRequest, people: Iterable[Account]) -> str:
    return "".join(_person(one, hint=request.login_hint) for one in people)


def _person(account: Account, hint: str) -> str:
    email = escape(account.email)
    checked = " checked" if hint in {account.email, account.subject_id} else ""
    return f'<label><input type="radio" name="subject" value="{email}" required{checked}> {email}</label>'


def _scopes(request: AuthorizationRequest) -> str:
    return "".join(
        _scope(one, fixed=one in SIGN_IN or request.client.admin_trusted) for one in request.scopes
    )


def _scope(scope: str, *, fixed: bool) -> str:
    name = escape(scope)
    if fixed:
        return f"<label>{name}</label>"
    return f'<label><input type="checkbox" name="{TICK}{name}" checked> {name}</label>'


def _page(title: str, content: str, status: int = HTTPStatus.OK) -> Reply:
    html = (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f"<style>{STYLE}</style></head><body><h1>{title}</h1>{content}</body></html>"
    )
    return Reply(None, status, html=html, headers=GUARDS)
