from pathlib import Path

from worker.app.doctor.finding import Verdict
from worker.app.doctor.meeting_types import file


async def test_without_a_file_the_built_in_types_are_well() -> None:
    (finding,) = await file(None)

    assert finding.verdict is Verdict.OK
    assert finding.says.startswith("4 meeting types, as built in: sales_meeting, ")


async def test_a_good_file_is_well_and_tells_its_types(tmp_path: Path) -> None:
    path = tmp_path / "types.toml"
    path.write_text("[meeting_types.board]\n")

    (finding,) = await file(path)

    assert finding.verdict is Verdict.OK
    assert f"5 meeting types, as {path} says" in finding.says
    assert "board" in finding.says


async def test_each_mistake_of_a_file_is_a_finding(tmp_path: Path) -> None:
    path = tmp_path / "types.toml"
    path.write_text("[meeting_types.x]\nduration_minutes = 4\nlabel = 5\n")

    found = await file(path)

    assert [each.verdict for each in found] == [Verdict.WRONG, Verdict.WRONG]
    assert found[1].says == "VAI_WORKER__MEETING_TYPES: meeting_types.x.duration_minutes must be at least 5"
