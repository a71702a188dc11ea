"""Whatever the service refuses has a text on the pages, in both languages."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from campaigns.app import create_app
from campaigns.errors import CampaignError, InvalidInput
from campaigns.refusals import Code
from campaigns.settings import Settings
from campaigns.web.problems import problem_of, status_of

ROOT = Path(__file__).parents[3]
ROOMS = ("campaigns", "mapping_tool", "positioning", "zones")
TEXTS = ROOT / "console" / "src" / "lib" / "i18n"
SHOPPERS_OWN = ("campaigns.visits", "campaigns.client")
"""What apps of shoppers are refused is not on a page."""


def keys(language: str, name: str) -> set[str]:
    """The keys of one dictionary of a language's problems, with those of the files that are read."""
    found = _keys(language, "problems.ts", name)
    return found | _keys(language, "files.ts", "files") if name == "codes" else found


def _keys(language: str, file: str, name: str) -> set[str]:
    source = (TEXTS / language / file).read_text("utf-8")
    body = re.search(rf"^(?:export )?const {name}\b[^=]*= {{\n(.*?)^}}", source, re.DOTALL | re.MULTILINE)
    assert body is not None
    return set(re.findall(r"^  '?([\w-]+)'?:", body[1], re.MULTILINE))


def kinds(of: type[CampaignError]) -> Iterator[type[CampaignError]]:
    for kind in of.__subclasses__():
        if not kind.__module__.startswith(SHOPPERS_OWN):
            yield kind
        yield from kinds(kind)


@pytest.fixture(scope="module")
def refusable(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The kinds of problems that the service's routes may answer staff."""
    create_app(Settings(data_dir=tmp_path_factory.mktemp("data")))  # imports all that raises
    told = {kind for kind in kinds(CampaignError) if status_of(kind.__new__(kind)) != 500}
    return {problem_of(_made(kind), 400).type.rpartition(":")[2] for kind in told}


def _made(kind: type[CampaignError]) -> CampaignError:
    made = kind.__new__(kind)
    made.code, made.facts = None, {}
    if isinstance(made, InvalidInput):
        made.where = made.reason = ""
    return made


@pytest.mark.parametrize("language", ["en", "ja"])
def test_every_kind_of_problem_has_a_text(refusable: set[str], language: str) -> None:
    assert {"not-found", "draft-conflict", "too-many-requests"} <= refusable
    assert keys(language, "types") == refusable


@pytest.mark.parametrize("language", ["en", "ja"])
def test_every_code_has_a_text(language: str) -> None:
    assert keys(language, "codes") == set(get_args(Code))


def test_every_code_is_raised_somewhere() -> None:
    """Named in a list of codes alone, it would be nobody's."""
    said: set[str] = set()
    for file in (file for room in ROOMS for file in (ROOT / room).rglob("*.py")):
        nodes = list(ast.walk(ast.parse(file.read_text("utf-8"))))
        listed = {id(each) for node in nodes if _is_list_of_codes(node) for each in ast.walk(node)}
        said |= {
            node.value
            for node in nodes
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in listed
        }
    assert set(get_args(Code)) <= said


def _is_list_of_codes(node: ast.AST) -> bool:
    return isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name) and node.value.id == "Literal"
