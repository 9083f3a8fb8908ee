from worker.cli.tail import Stream, topic
from worker.messages.topics import Topics


def test_follows_everything_that_the_worker_publishes() -> None:
    topics = Topics("acme")

    assert [topic(stream, topics) for stream in Stream] == [
        "acme.results",
        "acme.changes",
        "acme.dead-letters",
    ]
