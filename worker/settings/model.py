"""What can be set: the groups of settings, their defaults, and what each is for.

Constructing a model takes only what it is given; `worker.settings.environment` reads the rest
in. A value may be a secret, so no message about a variable repeats it.
"""

from datetime import timedelta
from typing import Any, Literal, Self

from pydantic import (
    Field,
    FilePath,
    NonNegativeInt,
    PositiveInt,
    SecretStr,
    model_validator,
)
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from worker.settings.encryption import KEYS, Secrets
from worker.settings.google import Google
from worker.settings.group import Group
from worker.settings.values import (
    FolderAddress,
    Listed,
    LogLevel,
    Port,
    PostgresAddress,
    PublicAddress,
    ZoneName,
)

PREFIX = "VAI_"
DELIMITER = "__"


class Kafka(Group):
    bootstrap_servers: Listed = Field(min_length=1, description="Brokers to begin with, as `host:port`.")
    group_id: str = Field("vai-calendar-worker", description="Consumer group that the replicas share.")
    group_instance_id: str | None = Field(
        None,
        description="Name of this replica as a static member, unlike any other's: a restart within 10 s "
        "moves no partition, but after a stop its partitions wait that long. Unset: a dynamic member.",
    )
    topic_prefix: str = Field("vai.calendar", description="What the name of every topic begins with.")
    reply_topics: Listed = Field((), description="Topics, or shell patterns, that `reply-to` may name.")
    partitions: PositiveInt = Field(12, description="Partitions of each topic that `topics create` makes.")
    replication_factor: PositiveInt = Field(1, description="Copies that `topics create` asks for.")
    command_retention_days: PositiveInt = Field(
        7, description="How long Kafka keeps commands; less than command ids are remembered."
    )
    security_protocol: Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"] = Field(
        "PLAINTEXT", description="How to talk to the brokers."
    )
    sasl_mechanism: Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"] = Field(
        "PLAIN", description="How to sign in, under a SASL protocol."
    )
    sasl_plain_username: str | None = Field(None, description="User name, under a SASL protocol.")
    sasl_plain_password: SecretStr | None = Field(None, description="Password of that user.")
    ssl_cafile: FilePath | None = Field(
        None, description="Authorities to trust (PEM); the system's if unset."
    )
    ssl_certfile: FilePath | None = Field(None, description="Our own certificate (PEM), where brokers ask.")
    ssl_keyfile: FilePath | None = Field(None, description="The key of our certificate (PEM).")
    ssl_password: SecretStr | None = Field(None, description="Password of that key.")

    @property
    def command_retention(self) -> timedelta:
        return timedelta(days=self.command_retention_days)

    @model_validator(mode="after")
    def _can_sign_in(self) -> Self:
        known = self.sasl_plain_username and self.sasl_plain_password
        if self.security_protocol.startswith("SASL") and not known:
            raise ValueError(
                f"VAI_KAFKA__SASL_PLAIN_USERNAME and VAI_KAFKA__SASL_PLAIN_PASSWORD are needed for "
                f"{self.security_protocol}"
            )
        return self


class Database(Group):
    url: PostgresAddress = Field(description="PostgreSQL, as `postgresql://user:password@host/name`.")
    migrate: bool = Field(default=True, description="Whether `run` brings the schema up to date at start.")
    pool_size: PositiveInt = Field(10, description="Connections of one replica.")


class Http(Group):
    host: str = Field(
        "0.0.0.0",  # noqa: S104  (probes and Prometheus ask from outside the container)
        description="Address to listen on.",
    )
    port: Port = Field(8080, description="Port of `/livez`, `/readyz` and `/metrics`; 0 takes a free one.")
    public_url: PublicAddress | None = Field(
        None,
        description="Where Google reaches this server, as `https://host/`; what `webhooks/google/calendar` "
        "is appended to. Unset: calendars cannot be watched, and are only read now and then.",
    )


class Tracing(Group):
    otlp_endpoint: FolderAddress | None = Field(
        None,
        description="Collector that traces are sent to, as `http://host:4318`; "
        "none are made if unset. Needs the extra `otel`.",
    )


class Worker(Group):
    time_zone: ZoneName = Field("Europe/Bucharest", description="The zone of a command that names none.")
    holidays: Listed = Field(
        (),
        description="Countries, as `RO,DE`: nobody whose zone lies in one meets on its public holidays.",
    )
    google_hours: bool = Field(
        default=True,
        description="Whether working hours and zones are read from people's Google calendars, in the "
        "background, for whoever is given none.",
    )
    meeting_types: FilePath | None = Field(
        None,
        description="File (TOML) that changes the meeting types that are built in, and adds others; "
        "read at the start.",
    )
    max_in_flight: PositiveInt = Field(64, description="How many commands one replica runs at once.")
    holds_per_user: PositiveInt = Field(20, description="How many live holds a user may have at once.")
    command_memory_days: PositiveInt = Field(30, description="How long command ids are remembered.")
    snapshot_retention_days: PositiveInt = Field(
        400, description="How long events are remembered after their end, with who came to them."
    )
    decision_retention_days: PositiveInt = Field(
        30,
        description="How long `vai-calendar explain` can tell how a time was chosen, at most as long as the "
        "command's id is remembered: what everybody's calendar showed then is kept for it.",
    )
    publish_all_events: bool = Field(
        default=False, description="Whether changes of events that this system did not make are published."
    )
    poll_seconds: NonNegativeInt = Field(
        300, description="How often calendars are read that are followed; 0: only when a command asks for it."
    )
    withhold_hours: PositiveInt = Field(
        24, description="How long a result waits for Google to tell the outcome of a write."
    )
    defect_limit: PositiveInt = Field(20, description="Defects in a row after which the worker stops.")
    defect_keys: PositiveInt = Field(3, description="Over how many record keys these must be spread.")
    drain_seconds: PositiveInt = Field(20, description="How long running commands may take to end at a stop.")
    log_level: LogLevel = Field("info", description="The least important lines to log.")

    @property
    def command_memory(self) -> timedelta:
        return timedelta(days=self.command_memory_days)

    @property
    def snapshot_retention(self) -> timedelta:
        return timedelta(days=self.snapshot_retention_days)

    @property
    def decision_retention(self) -> timedelta:
        return timedelta(days=self.decision_retention_days)

    @property
    def poll(self) -> timedelta:
        return timedelta(seconds=self.poll_seconds)

    @property
    def withhold(self) -> timedelta:
        return timedelta(hours=self.withhold_hours)

    @property
    def drain(self) -> timedelta:
        return timedelta(seconds=self.drain_seconds)


class Part(BaseSettings):
    """Some of the groups: a command asks for no more than it needs."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_nested_delimiter=DELIMITER,
        env_ignore_empty=True,
        extra="forbid",
        frozen=True,
        hide_input_in_errors=True,
    )

    @classmethod
    def settings_customise_sources(
        cls, *_settings_cls: Any, **sources: Any
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Leave only what is given in code: `worker.settings.environment` gives the rest in the same way."""
        return (sources["init_settings"],)


class KafkaPart(Part):
    kafka: Kafka


class DatabasePart(Part):
    database: Database


class Settings(KafkaPart, DatabasePart):
    """Everything that `run` needs."""

    google: Google
    secrets: Secrets = Secrets()
    http: Http = Http()
    tracing: Tracing = Tracing()
    worker: Worker = Worker()

    @model_validator(mode="after")
    def _grants_can_be_kept(self) -> Self:
        if self.google.client_id and not self.secrets.are_there:
            raise ValueError(
                f"{KEYS} is missing: with VAI_GOOGLE__CLIENT_ID users can connect accounts, and their grants "
                "are kept encrypted"
            )
        return self

    @model_validator(mode="after")
    def _commands_go_before_they_are_forgotten(self) -> Self:
        if self.kafka.command_retention >= self.worker.command_memory:
            raise ValueError(
                "VAI_KAFKA__COMMAND_RETENTION_DAYS must be less than VAI_WORKER__COMMAND_MEMORY_DAYS, "
                "or a topic read again would act twice"
            )
        return self
