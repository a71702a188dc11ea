"""What others say is shown by a terminal, not obeyed."""

from __future__ import annotations

import pytest

from campaigns.commands.output import say, warn
from campaigns.printable import printable

OWNING = "\x1b]0;owned\x07\x9b2J half\r\nframes: 999 stored\u2028\ud800"


def test_what_people_write_stays_as_it_is() -> None:
    text = "コーヒー 20 % günstiger \N{FAMILY}\N{ZERO WIDTH JOINER} [bold]"
    assert printable(text) == text


def test_lines_hold_no_controls_and_stay_lines(capsys: pytest.CaptureFixture[str]) -> None:
    say(f"offer: {OWNING}")
    warn(f"aislecast: {OWNING}")
    shown = "?]0;owned??2J half  frames: 999 stored ?\n"
    assert capsys.readouterr() == (f"offer: {shown}", f"aislecast: {shown}")
