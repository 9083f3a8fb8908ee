"""Off: a record counts as published as soon as the client has it, which asks for no acknowledgement."""

from aiokafka import AIOKafkaProducer

from worker.kafka import producer
from worker.kafka.connection import KafkaConnection, milliseconds
from worker.kafka.producer import KafkaPublisher, key
from worker.ports.publisher import Outgoing


def off() -> None:
    async def send(publisher: KafkaPublisher, record: Outgoing) -> None:
        await publisher.producer.send(
            record.topic,
            value=record.value,
            key=key(record),
            partition=record.partition,
            headers=list(record.headers),
        )

    def to(connection: KafkaConnection) -> KafkaPublisher:
        return KafkaPublisher(
            AIOKafkaProducer(
                **connection.arguments(),
                acks=0,
                max_request_size=producer.MAX_REQUEST,
                request_timeout_ms=milliseconds(producer.REQUEST_WITHIN),
            )
        )

    KafkaPublisher._send = send  # type: ignore[method-assign, assignment]  # the guard is what goes
    KafkaPublisher.to = to  # type: ignore[method-assign]  # the same
