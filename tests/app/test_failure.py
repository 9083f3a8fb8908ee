import pytest

from worker.app.failure import Failure, cause_of
from worker.engine.slots import Abandoned
from worker.errors import FatalError


async def fail(error: Exception) -> None:
    raise error


async def test_the_first_failure_is_what_ends_the_worker() -> None:
    failure = Failure()

    for error in (FatalError("the first"), FatalError("the second")):
        with pytest.raises(FatalError):
            await failure.noting(fail(error))

    assert failure.cause == "the first"


async def test_a_record_that_is_left_to_its_next_owner_is_no_failure() -> None:
    failure = Failure()

    with pytest.raises(Abandoned):
        await failure.noting(fail(Abandoned()))

    assert failure.cause is None


def test_of_a_group_the_first_is_named() -> None:
    group = ExceptionGroup("of a task", [ExceptionGroup("of a lane", [FatalError("too many defects")])])

    assert cause_of(group) == "too many defects"


def test_of_a_defect_only_the_kind_is_told() -> None:
    assert "ana@vai.example" not in cause_of(ValueError("no such person: ana@vai.example"))
    assert "ValueError" in cause_of(ValueError())
