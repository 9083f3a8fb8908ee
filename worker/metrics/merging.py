"""How much the merging of free/busy queries spares Google's quotas."""

from prometheus_client import CollectorRegistry, Counter


class MergingMetrics:
    """`worker.google.merged_free_busy.MergingMetrics`."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._questions = Counter(
            "vai_free_busy_questions",
            "Free/busy questions of commands whose queries left for Google.",
            registry=registry,
        )
        self._queries = Counter(
            "vai_free_busy_queries",
            "Free/busy queries that were made of these questions.",
            registry=registry,
        )
        self._spared = Counter(
            "vai_free_busy_queries_spared",
            "Free/busy queries that were not needed, because commands that waited for one credential shared.",
            registry=registry,
        )

    def free_busy_left(self, questions: int, queries: int, spared: int) -> None:
        self._questions.inc(questions)
        self._queries.inc(queries)
        self._spared.inc(spared)
