import re
from pathlib import Path
from xml.etree import ElementTree as ET

from worker.sandbox.demo.card import Card, Way
from worker.sandbox.demo.look import drawn, opening
from worker.sandbox.demo.picture import Picture


def test_the_picture_is_svg_that_loads_nothing_from_elsewhere(tmp_path: Path) -> None:
    picture = Picture(tmp_path / "demo.svg")
    card = Card()
    card.message(Way.COMMAND, "schedule_meeting <b>")
    card.claim("one event", holds=True)
    picture.add(opening())
    picture.add(drawn(card))
    picture.write()

    text = picture.path.read_text()
    ET.fromstring(text)  # noqa: S314  (our own text)
    assert set(re.findall(r"https?://[^\"'\s]*", text)) == {"http://www.w3.org/2000/svg"}
    assert not re.search(r"@import|@font-face|<script|url\((?!#)", text)
    assert "schedule_meeting" in text
