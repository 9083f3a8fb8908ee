"""The settings of Google: by whom the worker acts, where it finds Google, and how much it may ask.

There are two ways to act for a user, an OAuth grant and domain-wide delegation. One of them must be
set up; both may be.
"""

from datetime import timedelta
from typing import Self

from pydantic import Field, FilePath, PositiveInt, SecretStr, model_validator

from worker.settings.group import Group
from worker.settings.values import FolderAddress, Listed, WebAddress


class Google(Group):
    client_id: str | None = Field(
        None, description="OAuth client that users give their consent to, as the Cloud console shows it."
    )
    client_secret: SecretStr | None = Field(None, description="Secret of that client.")
    service_account_file: FilePath | None = Field(
        None,
        description="Key of the service account (JSON) that has domain-wide delegation: "
        "the other way to act for users, who need not consent to it.",
    )
    delegation_allowed_users: Listed = Field(
        (), description="Addresses, `@domain`s or shell patterns to act for; empty allows none."
    )
    api_root: FolderAddress = Field(
        "https://www.googleapis.com/", description="What `calendar/v3/` is appended to."
    )
    token_uri: WebAddress = Field(
        "https://oauth2.googleapis.com/token", description="Where access tokens come from."
    )
    auth_uri: WebAddress = Field(
        "https://accounts.google.com/o/oauth2/v2/auth", description="Where a browser is sent for a consent."
    )
    revoke_uri: WebAddress = Field(
        "https://oauth2.googleapis.com/revoke", description="Where a grant is given back."
    )
    jwks_uri: WebAddress = Field(
        "https://www.googleapis.com/oauth2/v3/certs",
        description="Keys that id tokens are signed with, as a JSON Web Key Set.",
    )
    issuer: WebAddress = Field(
        "https://accounts.google.com", description="Who signs id tokens; it may leave out `https://` in them."
    )
    retry_budget_seconds: PositiveInt = Field(
        60, description="How long a command is tried again before it is answered `failed`."
    )

    requests_per_minute_per_user: int = Field(
        600,
        ge=10,
        description="Google's quota for each user; all replicas together use 95 % of it at most.",
    )
    requests_per_minute: int = Field(
        10_000,
        ge=10,
        description="Google's quota for the project, likewise; give less where others use it too.",
    )

    @property
    def retry_budget(self) -> timedelta:
        return timedelta(seconds=self.retry_budget_seconds)

    @model_validator(mode="after")
    def _can_act(self) -> Self:
        if bool(self.client_id) != bool(self.client_secret and self.client_secret.get_secret_value()):
            raise ValueError("VAI_GOOGLE__CLIENT_ID and VAI_GOOGLE__CLIENT_SECRET go together")
        if not self.client_id and not self.service_account_file:
            raise ValueError(
                "nobody could be acted for: VAI_GOOGLE__CLIENT_ID and VAI_GOOGLE__CLIENT_SECRET let users "
                "consent, VAI_GOOGLE__SERVICE_ACCOUNT_FILE is for domain-wide delegation"
            )
        return self
