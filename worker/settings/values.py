"""What single settings look like: lists, addresses, zones, ports. No message repeats a value."""

from ipaddress import ip_address
from typing import Annotated, Literal
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr
from pydantic_settings import NoDecode


def listed(value: object) -> object:
    """Split a comma-separated variable; leave a sequence, given in code, as it is."""
    if not isinstance(value, str):
        return value
    return tuple(part.strip() for part in value.split(",") if part.strip())


def web_address(value: str) -> str:
    if not value.startswith(("https://", "http://")):
        raise ValueError("begins with neither https:// nor http://")
    return value


def is_on_this_machine(address: str) -> bool:
    try:
        host = urlsplit(address).hostname or ""
        return host == "localhost" or (bool(host) and ip_address(host).is_loopback)
    except ValueError:
        return False


def public_address(value: str) -> str:
    """Google posts to no other addresses; the local Google does to this machine."""
    if not value.startswith("https://") and not (value.startswith("http://") and is_on_this_machine(value)):
        raise ValueError("does not begin with https://, as Google demands")
    return value


def folder_address(value: str) -> str:
    return value if value.endswith("/") else f"{value}/"


def postgres_address(value: SecretStr) -> SecretStr:
    if not value.get_secret_value().startswith(("postgresql://", "postgres://")):
        raise ValueError("does not begin with postgresql://")
    return value


def known_zone(value: str) -> str:
    if value not in available_timezones():
        raise ValueError("is no time zone of the IANA database, such as Europe/Bucharest")
    return value


Listed = Annotated[tuple[str, ...], BeforeValidator(listed), NoDecode]
WebAddress = Annotated[str, AfterValidator(web_address)]
FolderAddress = Annotated[WebAddress, AfterValidator(folder_address)]
PublicAddress = Annotated[str, AfterValidator(public_address), AfterValidator(folder_address)]
PostgresAddress = Annotated[SecretStr, AfterValidator(postgres_address)]
ZoneName = Annotated[str, AfterValidator(known_zone)]
Port = Annotated[int, Field(ge=0, le=65535)]
LogLevel = Literal["debug", "info", "warning", "error"]
