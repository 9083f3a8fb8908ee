"""Keys as an operator has them: put in front, behind, or taken away, while workers run."""

from dataclasses import dataclass, field

from cryptography.fernet import Fernet
from pydantic import SecretStr

from worker.errors import Misconfigured


def new_key() -> SecretStr:
    return SecretStr(Fernet.generate_key().decode())


@dataclass(slots=True)
class Shelf:
    """What each reading of the keys finds."""

    keys: list[SecretStr] = field(default_factory=lambda: [new_key()])
    is_readable: bool = True
    readings: int = 0

    def read(self) -> tuple[SecretStr, ...]:
        self.readings += 1
        if not self.is_readable:
            raise Misconfigured("the file cannot be read")
        return tuple(self.keys)
