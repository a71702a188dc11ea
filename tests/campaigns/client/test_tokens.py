import stat
from pathlib import Path
from uuid import UUID

import numpy as np
import pytest

from campaigns.client.backoff import BackOff
from campaigns.client.tokens import TokenFile
from campaigns.errors import InvalidInput

VISIT = UUID(int=7)


def test_tokens_are_kept_by_service_and_store(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "replay.json"
    TokenFile(path, "http://a/", "shop").put(VISIT, "secret")
    assert TokenFile(path, "http://a", "shop").get(VISIT) == "secret"
    assert TokenFile(path, "http://a", "other").get(VISIT) is None
    assert TokenFile(path, "http://b", "shop").get(VISIT) is None
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_file_of_something_else_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "replay.json"
    path.write_text("no json")
    with pytest.raises(InvalidInput, match=r"replay\.json"):
        TokenFile(path, "http://a", "shop")


def test_waits_double_up_to_their_bound_and_begin_anew() -> None:
    back_off = BackOff(np.random.default_rng(1), first_s=1.0, most_s=4.0)
    bounds = [1.0, 2.0, 4.0, 4.0, 4.0]
    for _ in range(20):
        waits = [back_off.next_s() for _ in bounds]
        assert all(0 <= wait <= bound for wait, bound in zip(waits, bounds, strict=True))
        back_off.reset()
    spread = [BackOff(np.random.default_rng(seed), first_s=1.0).next_s() for seed in range(50)]
    assert max(spread) - min(spread) > 0.8  # jitter: clients do not come back all at once
