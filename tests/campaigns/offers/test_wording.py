"""Words: templates, explanations, sentences."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.delivery.domain import CANCEL_SENTENCES, CancelReason
from campaigns.offers.domain import Reason
from campaigns.offers.wording import SENTENCES, foreign_brace, render

DOCS = Path(__file__).parents[3] / "docs" / "campaigns.md"


@given(st.text(), st.text(), st.text())
def test_names_are_put_in_as_they_are(before: str, zone: str, store: str) -> None:
    plain = before.replace("{", "").replace("}", "")
    assert render(plain + "{zone}|{store}", zone=zone, store=store) == f"{plain}{zone}|{store}"


@pytest.mark.parametrize(
    "text", ["{", "}", "{}", "{0}", "{zone!r}", "{zone:>9}", "{zone.name}", "{Zone}", "{{zone}}"]
)
def test_other_braces_are_found(text: str) -> None:
    assert foreign_brace(text)


def test_every_reason_has_one_sentence() -> None:
    assert set(SENTENCES) == set(Reason)
    assert set(CANCEL_SENTENCES) == set(CancelReason)
    sentences = [*SENTENCES.values(), *CANCEL_SENTENCES.values()]
    assert len(set(sentences)) == len(sentences)


def test_the_documentation_lists_every_reason_with_its_sentence() -> None:
    rows = {line for line in DOCS.read_text().splitlines() if line.startswith("| `")}
    for code, sentence in [*SENTENCES.items(), *CANCEL_SENTENCES.items()]:
        assert any(row.startswith(f"| `{code.value}` |") and sentence in row for row in rows), code
