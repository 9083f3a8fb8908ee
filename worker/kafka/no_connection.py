"""Kafka that cannot be reached, told to whoever set its address."""

from collections.abc import Sequence

from aiokafka.errors import KafkaConnectionError


def no_connection(servers: Sequence[str], error: BaseException) -> str | None:
    """Say in a line where nobody answers, or return None: then the error is about something else."""
    where = f"no connection to Kafka at {', '.join(servers)} (VAI_KAFKA__BOOTSTRAP_SERVERS)"
    if isinstance(error, KafkaConnectionError):
        return where
    return f"{where}: no answer in time" if isinstance(error, TimeoutError) else None
