import traceback
from datetime import timedelta
from pathlib import Path

import pytest

from worker.errors import Misconfigured
from worker.settings.environment import NOT_YET_READ, google_api_root, read, variables
from worker.settings.model import DatabasePart, KafkaPart, Settings

SECRET = "geheim-4711"
URL = f"postgresql://vai:{SECRET}@db/vai"


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    key = tmp_path / "key.json"
    key.write_text("{}")
    return {
        "PATH": "/usr/bin",
        "VAI_KAFKA__BOOTSTRAP_SERVERS": "one:9092, two:9092",
        "VAI_DATABASE__URL": URL,
        "VAI_GOOGLE__SERVICE_ACCOUNT_FILE": str(key),
    }


def complaint(environment: dict[str, str]) -> str:
    with pytest.raises(Misconfigured) as caught:
        read(Settings, environment)
    assert SECRET not in "".join(traceback.format_exception(caught.value))
    return str(caught.value)


def test_reads_what_is_set_and_leaves_the_rest_at_its_default(environment: dict[str, str]) -> None:
    settings = read(Settings, environment)

    assert settings.kafka.bootstrap_servers == ("one:9092", "two:9092")
    assert settings.database.url.get_secret_value() == URL
    assert settings.kafka.partitions == 12
    assert settings.worker.time_zone == "Europe/Bucharest"
    assert not settings.worker.publish_all_events
    assert settings.worker.snapshot_retention == timedelta(days=400)


@pytest.mark.parametrize(
    ("name", "text", "group", "field", "value"),
    [
        ("VAI_KAFKA__TOPIC_PREFIX", "acme", "kafka", "topic_prefix", "acme"),
        ("VAI_KAFKA__REPLY_TOPICS", "a.*,b,,", "kafka", "reply_topics", ("a.*", "b")),
        ("VAI_KAFKA__REPLICATION_FACTOR", "3", "kafka", "replication_factor", 3),
        ("VAI_DATABASE__MIGRATE", "false", "database", "migrate", False),
        ("VAI_GOOGLE__DELEGATION_ALLOWED_USERS", "@a.ro,b@c.ro", "google", "delegation_allowed_users",
         ("@a.ro", "b@c.ro")),
        ("VAI_GOOGLE__DELEGATION_ALLOWED_USERS", "", "google", "delegation_allowed_users", ()),
        ("VAI_GOOGLE__API_ROOT", "http://localhost:1", "google", "api_root", "http://localhost:1/"),
        ("VAI_HTTP__PORT", "0", "http", "port", 0),
        ("VAI_WORKER__PUBLISH_ALL_EVENTS", "true", "worker", "publish_all_events", True),
        ("VAI_WORKER__SNAPSHOT_RETENTION_DAYS", "30", "worker", "snapshot_retention", timedelta(days=30)),
        ("VAI_WORKER__LOG_LEVEL", "debug", "worker", "log_level", "debug"),
    ],
)  # fmt: skip
def test_a_variable_becomes_a_value(
    environment: dict[str, str], name: str, text: str, group: str, field: str, value: object
) -> None:
    settings = read(Settings, environment | {name: text})

    assert getattr(getattr(settings, group), field) == value


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("VAI_KAFKA__BOOTSTRAP_SERVERS", "", "VAI_KAFKA__BOOTSTRAP_SERVERS is missing"),
        ("VAI_KAFKA__BOOTSTRAP_SERVERS", ",", "VAI_KAFKA__BOOTSTRAP_SERVERS: Tuple should have at least 1"),
        ("VAI_KAFKA__PARTITIONS", "many", "VAI_KAFKA__PARTITIONS: Input should be a valid integer"),
        ("VAI_KAFKA__PARTITIONS", "0", "VAI_KAFKA__PARTITIONS: Input should be greater than 0"),
        ("VAI_KAFKA__SECURITY_PROTOCOL", "TLS", "VAI_KAFKA__SECURITY_PROTOCOL: Input should be 'PLAINTEXT'"),
        (
            "VAI_KAFKA__SECURITY_PROTOCOL",
            "SASL_SSL",
            "VAI_KAFKA__SASL_PLAIN_PASSWORD are needed for SASL_SSL",
        ),
        ("VAI_KAFKA__SSL_CAFILE", "/nowhere", "VAI_KAFKA__SSL_CAFILE: Path does not point to a file"),
        ("VAI_KAFKA__COMMAND_RETENTION_DAYS", "30", "VAI_KAFKA__COMMAND_RETENTION_DAYS must be less than"),
        (
            "VAI_DATABASE__URL",
            f"mysql://vai:{SECRET}@db",
            "VAI_DATABASE__URL: does not begin with postgresql",
        ),
        ("VAI_DATABASE__MIGRATE", "perhaps", "VAI_DATABASE__MIGRATE: Input should be a valid boolean"),
        ("VAI_GOOGLE__TOKEN_URI", "localhost", "VAI_GOOGLE__TOKEN_URI: begins with neither https:// nor"),
        ("VAI_GOOGLE__SERVICE_ACCOUNT_FILE", "/nowhere", "VAI_GOOGLE__SERVICE_ACCOUNT_FILE: Path does not"),
        ("VAI_HTTP__PORT", "70000", "VAI_HTTP__PORT: Input should be less than or equal to 65535"),
        ("VAI_WORKER__TIME_ZONE", "Europe/Bucuresti", "VAI_WORKER__TIME_ZONE: is no time zone"),
        ("VAI_WORKER__LOG_LEVEL", "loud", "VAI_WORKER__LOG_LEVEL: Input should be 'debug'"),
    ],
)
def test_a_mistake_is_told_by_the_name_of_its_variable(
    environment: dict[str, str], name: str, text: str, says: str
) -> None:
    assert says in complaint(environment | {name: text})


def test_tells_every_mistake_in_a_line_of_its_own() -> None:
    assert complaint({"VAI_HTTP__PORT": "x"}).splitlines() == [
        "VAI_DATABASE__URL is missing",
        "VAI_KAFKA__BOOTSTRAP_SERVERS is missing",
        (
            "nobody could be acted for: VAI_GOOGLE__CLIENT_ID and VAI_GOOGLE__CLIENT_SECRET let users "
            "consent, VAI_GOOGLE__SERVICE_ACCOUNT_FILE is for domain-wide delegation"
        ),
        "VAI_HTTP__PORT: Input should be a valid integer, unable to parse string as an integer",
    ]


def test_a_misspelt_name_does_not_hide_the_other_mistakes(environment: dict[str, str]) -> None:
    wrong = {"VAI_KAFKA__GROUPID": "g", "VAI_HTTP__PORT": "x", "VAI_DATABASE__URL": ""}

    assert [line.split()[0] for line in complaint(environment | wrong).splitlines()] == [
        "VAI_KAFKA__GROUPID",
        "VAI_DATABASE__URL",
        "VAI_HTTP__PORT:",
    ]


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("VAI_KAFKA__GROUPID", "VAI_KAFKA__GROUPID is not a setting; did you mean VAI_KAFKA__GROUP_ID"),
        ("VAI_KAFAK__GROUP_ID", "VAI_KAFAK__GROUP_ID is not a setting; did you mean VAI_KAFKA__GROUP_ID"),
        ("VAI_KAFKA_GROUP_ID", "VAI_KAFKA_GROUP_ID is not a setting; did you mean VAI_KAFKA__GROUP_ID?"),
        ("vai_kafka__group_id", "vai_kafka__group_id is not a setting; did you mean VAI_KAFKA__GROUP_ID"),
        ("VAI_DATABASE_URL_FILE", "VAI_DATABASE_URL_FILE is not a setting; did you mean VAI_DATABASE__URL?"),
        ("VAI_DATABASE__URI_FILE", "VAI_DATABASE__URI_FILE is not a setting; did you mean VAI_DATABASE__URL"),
        (
            "VAI_Q__Z",
            "VAI_Q__Z is not a setting; the groups are DATABASE, KAFKA, GOOGLE, SECRETS, HTTP, TRACING",
        ),
    ],
)
def test_a_mistyped_name_is_an_error_that_names_its_neighbours(
    environment: dict[str, str], name: str, says: str
) -> None:
    assert says in complaint(environment | {name: SECRET})


@pytest.mark.parametrize(
    "name",
    ["VAI_CALENDAR_WORKER_PORT_8080_TCP_ADDR", "VAI_TEST_BROKER", "VAI"],
)
def test_lets_pass_what_belongs_to_others(environment: dict[str, str], name: str) -> None:
    read(Settings, environment | {name: "tcp://10.0.0.1:8080"})


def test_a_name_is_either_read_or_not_yet() -> None:
    assert NOT_YET_READ.isdisjoint(variable.name for variable in variables())


def test_takes_any_value_from_a_file(environment: dict[str, str], tmp_path: Path) -> None:
    del environment["VAI_DATABASE__URL"]
    (tmp_path / "url").write_text(f"{URL}\n")
    (tmp_path / "key-path").write_text(environment.pop("VAI_GOOGLE__SERVICE_ACCOUNT_FILE"))
    files = {
        "VAI_DATABASE__URL_FILE": str(tmp_path / "url"),
        "VAI_GOOGLE__SERVICE_ACCOUNT_FILE_FILE": str(tmp_path / "key-path"),
    }

    settings = read(Settings, environment | files)

    assert settings.database.url.get_secret_value() == URL
    assert settings.google.service_account_file == tmp_path / "key.json"


def test_a_value_and_its_file_exclude_each_other(environment: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "url").write_text(URL)

    said = complaint(environment | {"VAI_DATABASE__URL_FILE": str(tmp_path / "url")})

    assert said == "VAI_DATABASE__URL and VAI_DATABASE__URL_FILE are both set: one must go"


def test_a_file_that_is_not_there_is_told_by_the_name_of_its_variable(environment: dict[str, str]) -> None:
    del environment["VAI_DATABASE__URL"]

    said = complaint(environment | {"VAI_DATABASE__URL_FILE": "/nowhere"})

    assert said == "VAI_DATABASE__URL_FILE: /nowhere cannot be read: No such file or directory"


def test_a_file_that_is_not_there_hides_no_misspelt_name(environment: dict[str, str]) -> None:
    del environment["VAI_DATABASE__URL"]
    wrong = {"VAI_DATABASE__URL_FILE": "/nowhere", "VAI_KAFKA__GROUPID": "g"}

    assert len(complaint(environment | wrong).splitlines()) == 2


def test_an_empty_file_variable_counts_as_unset(environment: dict[str, str]) -> None:
    assert read(Settings, environment | {"VAI_DATABASE__URL_FILE": ""}).database.url.get_secret_value() == URL


def test_where_google_is_can_be_asked_alone(tmp_path: Path) -> None:
    file = tmp_path / "root"
    file.write_text("http://127.0.0.1:2/\n")

    assert google_api_root({"VAI_GOOGLE__API_ROOT": "http://127.0.0.1:1/"}) == "http://127.0.0.1:1/"
    assert google_api_root({"VAI_GOOGLE__API_ROOT_FILE": str(file)}) == "http://127.0.0.1:2/"
    assert google_api_root({"VAI_GOOGLE__API_ROOT": "", "VAI_NONSENSE__X": "1"}) is None


def test_a_command_asks_only_for_the_part_that_it_needs() -> None:
    assert read(KafkaPart, {"VAI_KAFKA__BOOTSTRAP_SERVERS": "a"}).kafka.bootstrap_servers == ("a",)
    assert read(DatabasePart, {"VAI_DATABASE__URL": URL, "VAI_HTTP__PORT": "x"}).database.migrate


def test_reads_the_environment_of_the_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VAI_DATABASE__URL", URL)

    assert read(DatabasePart).database.url.get_secret_value() == URL


def test_every_variable_is_described() -> None:
    assert all(variable.description.endswith(".") for variable in variables())
