"""A service that is killed and begins again: the same rows at the end as without."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from uuid import UUID

import pytest
import sqlalchemy as sa
import structlog
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session
from structlog.testing import capture_logs

from campaigns.offers.domain import TriggerKind
from campaigns.shoppers.domain import ShopperIdentity
from campaigns.stores.health.service import BeaconWatch
from campaigns.visits import open_visit
from campaigns.visits.close import finish_closing
from campaigns.visits.domain import label_of
from campaigns.visits.frame_log import SqlFrameLog
from campaigns.visits.tables import filter_states
from positioning.types import SensorFrame

if TYPE_CHECKING:
    from conftest import Shop

Walks = list[list[SensorFrame]]
FRAMES = 30
"""Of each of two visits: long enough to enter zones, to dwell, and to leave some."""


@pytest.fixture(scope="module")
def prepared(
    tmp_path_factory: pytest.TempPathFactory, new_shop: Callable[[Path], Shop], demo_document: bytes
) -> tuple[Path, list[ShopperIdentity]]:
    """A database with the store, two campaigns and two shoppers, to be copied for each run."""
    folder = tmp_path_factory.mktemp("prepared")
    shop = new_shop(folder)
    shop.create(demo_document)
    shop.add_campaign(shop.everywhere(TriggerKind.ZONE_ENTER))
    shop.add_campaign(shop.everywhere(TriggerKind.ZONE_DWELL, 6.0), "Dwell")
    shoppers = [shop.register(), shop.register()]
    shop.parts.database.close()
    return folder, shoppers


def begun(
    folder: Path, prepared: tuple[Path, list[ShopperIdentity]], new_shop: Callable[[Path], Shop]
) -> Shop:
    shutil.copytree(prepared[0], folder, dirs_exist_ok=True)
    shop = new_shop(folder)
    for number, shopper in enumerate(prepared[1]):
        shop.open(shopper, number)
    return shop


def walked(shop: Shop, walks: Walks, turns: list[int], kills: frozenset[int], ids: list[UUID]) -> Shop:
    """Send both visits, `turns` frames at a time; after the turns in `kills` the service begins anew."""
    sent = 0
    for turn, length in enumerate([*turns, FRAMES]):
        upto = min(sent + length, FRAMES)
        batch = [
            shop.pending(visit, i, walks[k][i]) for k, visit in enumerate(ids) for i in range(sent, upto)
        ]
        if batch:
            shop.take(batch)
        sent = upto
        if turn in kills:
            shop = shop.kill()
    return shop


@pytest.fixture(scope="module")
def uninterrupted(
    prepared: tuple[Path, list[ShopperIdentity]], new_shop: Callable[[Path], Shop], walks: Walks
) -> dict[str, object]:
    with TemporaryDirectory() as folder:
        shop = begun(Path(folder), prepared, new_shop)
        shop = walked(shop, walks, [1] * FRAMES, frozenset(), list(shop.visits))
        everything = shop.everything()
        shop.parts.database.close()
    return everything


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    turns=st.lists(st.integers(1, 9), max_size=12),
    kills=st.frozensets(st.integers(0, 12), max_size=4),
)
@example(turns=[1] * 12, kills=frozenset(range(12)))
def test_a_killed_service_goes_on_as_if_nothing_had_been(
    prepared: tuple[Path, list[ShopperIdentity]],
    new_shop: Callable[[Path], Shop],
    walks: Walks,
    uninterrupted: dict[str, object],
    turns: list[int],
    kills: frozenset[int],
) -> None:
    """Frames, paths, stays, decisions, deliveries: whatever the cut into turns, whenever it is killed."""
    with TemporaryDirectory() as folder:
        shop = begun(Path(folder), prepared, new_shop)
        shop = walked(shop, walks, turns, kills, list(shop.visits))
        everything = shop.everything()
        shop.parts.database.close()
    assert everything == uninterrupted


def test_something_happened(uninterrupted: dict[str, object]) -> None:
    """The comparison above would be empty otherwise."""
    assert len(uninterrupted["frames"]) == 2 * FRAMES  # type: ignore[arg-type]
    for table in ("stays", "decisions", "deliveries"):
        assert len(uninterrupted[table]) > 1, table  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("column", "spoilt"),
    [
        ("tracker", lambda state: b"AISLTRK0" + state[8:]),
        ("tracker", lambda state: state[:-7]),
        ("places", lambda _: b"{"),
    ],
    ids=["of an older version", "cut", "no zones"],
)
def test_a_visit_whose_state_cannot_be_read_goes_on_from_its_frames(
    column: str,
    spoilt: Callable[[bytes], bytes],
    prepared: tuple[Path, list[ShopperIdentity]],
    new_shop: Callable[[Path], Shop],
    walks: Walks,
    uninterrupted: dict[str, object],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The rows are those of a service that nothing happened to, and it is told once."""
    shop = begun(tmp_path, prepared, new_shop)
    first, _ = shop.visits
    batches = [[shop.pending(v, i, walks[k][i]) for k, v in enumerate(shop.visits)] for i in range(FRAMES)]
    for batch in batches[:14]:
        shop.take(batch)
    is_first = filter_states.c.visit_id == str(first)
    state = shop.parts.database.read(
        lambda s: s.execute(sa.select(filter_states.c[column]).where(is_first)).scalar_one()
    )
    shop.write(lambda s: s.execute(sa.update(filter_states).where(is_first).values({column: spoilt(state)})))
    shop = shop.kill()
    with capture_logs() as told:
        monkeypatch.setattr(open_visit, "log", structlog.get_logger())
        for batch in batches[14:]:
            assert set(shop.take(batch).answers.values()) == {batch[0].frame.sequence + 1}
    everything = shop.everything()
    shop.parts.database.close()
    assert everything == uninterrupted
    warnings = [(line["event"], line["visit"]) for line in told]
    assert warnings == [("filter_state_unreadable", label_of(str(first)))]


class Killed(Exception):
    """The process is gone at this point."""


@pytest.mark.parametrize("where", ["before smoothing", "before the second commit"])
def test_a_visit_killed_while_it_closes_ends_in_the_same_rows(
    where: str,
    prepared: tuple[Path, list[ShopperIdentity]],
    new_shop: Callable[[Path], Shop],
    walks: Walks,
    tmp_path: Path,
) -> None:
    def closed(folder: Path, interrupted: str) -> dict[str, object]:
        shop = begun(folder, prepared, new_shop)
        (first, *_), shopper = shop.visits, prepared[1][0]
        shop.send(first, walks[0][:FRAMES])
        runtime = shop.parts.visits
        closings = shop.parts.database.write(lambda s: runtime.visits.end(s, str(first), shopper))
        if interrupted == "not at all":
            runtime.closer.begun(closings)
        elif interrupted == "before the second commit":

            def killed(session: Session) -> None:
                smooth = runtime.closer._smoothed(session, str(first))
                watch = BeaconWatch(shop.parts.stores)
                finish_closing(session, str(first), smooth, shop.parts.shoppers, SqlFrameLog, watch)
                raise Killed

            with pytest.raises(Killed):
                shop.parts.database.write(killed)
        if interrupted != "not at all":
            shop = shop.kill()
            shop.parts.visits.closer.resume()
        shop.parts.visits.closer.finish()
        everything = shop.everything()
        states = shop.states()
        shop.settle()
        assert states == 0
        return everything

    whole = closed(tmp_path / "whole", "not at all")
    assert whole == closed(tmp_path / "cut", where)
    assert "'closed'" in repr(whole["visits"])
