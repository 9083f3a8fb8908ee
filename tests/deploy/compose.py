"""The compose file as `docker compose` would read it, and the files that it names."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import yaml

ROOT: Final = Path(__file__).parent.parent.parent
IMAGE: Final = "vai-calendar-worker"
SECRETS: Final = "/run/secrets/"
Json = dict[str, Any]

_VARIABLE = re.compile(r"\$\{(?P<name>\w+)(?P<how>:[-+?])?(?P<other>[^}]*)\}")


def compose(**given: str) -> Json:
    """Return the file with its variables filled in."""

    def filled(found: re.Match[str]) -> str:
        value = given.get(found["name"], "")
        match found["how"]:
            case ":-":
                return value or found["other"]
            case ":+":
                return found["other"] if value else ""
            case _:
                return value

    read: Json = walked(
        yaml.safe_load((ROOT / "docker-compose.yml").read_text()), lambda text: _VARIABLE.sub(filled, text)
    )
    return read


def walked(value: Any, change: Callable[[str], str]) -> Any:
    """Return a value with all texts in it changed: variables are filled in after the YAML is read."""
    match value:
        case str():
            return change(value)
        case dict():
            return {name: walked(one, change) for name, one in value.items()}
        case list():
            return [walked(one, change) for one in value]
        case _:
            return value


def ours(file: Json) -> Mapping[str, Json]:
    """Return the services that run the worker's image."""
    return {name: one for name, one in file["services"].items() if one["image"] == IMAGE}


def environment_of(service: Json, file: Json, mounted: Path) -> dict[str, str]:
    """Return the variables of a service, its secrets lying in a folder of this machine."""
    sources = {name: file["secrets"][name]["file"] for name in service["secrets"]}
    for name, source in sources.items():
        target = mounted / name
        if source == "./deploy/none":
            target.write_bytes((ROOT / source).read_bytes())
        elif not target.exists():
            target.write_text(SAMPLES[name])
    return {name: value.replace(SECRETS, f"{mounted}/") for name, value in service["environment"].items()}


SAMPLES: Final = {
    "database_url": "postgresql://vai:hidden@postgres/vai\n",
    "encryption_keys": "bm8gc2VjcmV0LCBidXQgMzIgYnl0ZXMgb2YgdGV4dCE=\n",
    "client_secret": "hidden\n",
    "service_account": "{}",
}
