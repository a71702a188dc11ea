"""Several people at one draft: nobody's work is lost without a word."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.errors import InvalidInput
from campaigns.stores.drafts.domain import Base, BaseMove, Change, Draft, DraftConflict
from campaigns.stores.drafts.features import FeatureKey, FeatureKind, Features, Value, level_key
from campaigns.stores.drafts.merging import (
    MOVES_KEPT,
    Side,
    differences,
    discarded,
    made_since,
    merged,
    moved,
    rebased,
    saved,
)

NOON = datetime(2026, 1, 31, 12, 0, tzinfo=UTC)
NAMES = ["a", "b", "c", "new"]


def key(name: str, level_id: str = "g") -> FeatureKey:
    return FeatureKey(level_id, FeatureKind.FIXTURE, name)


def of(**values: int) -> dict[FeatureKey, Value]:
    return {level_key("g"): {"level": 1}, **{key(name): {"n": n} for name, n in values.items()}}


def base(number: int, features: Features) -> Base:
    return Base(number, features, "olga", NOON)


START = base(1, of(a=0, b=0, c=0))
EMPTY = Draft(0, (BaseMove(0, 1),))


def save(draft: Draft, version: int, by: str = "sam", **values: int | None) -> Draft:
    wanted = [Change(key(name), None if n is None else {"n": n}) for name, n in values.items()]
    return saved(draft, START, START.features, version, wanted, by, NOON)


def test_two_people_at_different_features_see_each_others_work() -> None:
    one = save(EMPTY, 1, a=1)
    other = save(one, 1, "olga", b=2)
    assert merged(START.features, other.edits) == of(a=1, b=2, c=0)
    assert list(made_since(other, START, START.features, 2)) == [key("b")]


def test_a_draft_forgets_what_is_gone_again_before_it_grows_without_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("campaigns.stores.drafts.merging.MOST_EDITS", 3)
    draft = save(EMPTY, 1, a=1)
    for i in range(20):
        draft = save(draft, draft.version, **{f"try-{i}": i})
        draft = save(draft, draft.version, **{f"try-{i}": None})
        assert len(draft.edits) <= 3
        assert merged(START.features, draft.edits) == of(a=1, b=0, c=0)
    assert draft.version == 1 + 41
    # Whoever looked before is told so rather than compared with what nobody remembers.
    assert draft.base_at(2) is None
    with pytest.raises(DraftConflict):
        saved(draft, START, None, 2, [Change(key("a"), {"n": 9})], "olga", NOON)
    assert save(draft, draft.version, "olga", b=5).edits[key("b")].by == "olga"


def test_a_stale_change_of_the_same_feature_is_refused_and_shown() -> None:
    one = save(save(EMPTY, 1, a=1), 2, b=5)
    with pytest.raises(DraftConflict) as refused:
        save(one, 1, "olga", a=2, c=3)
    (clash,) = refused.value.clashes
    assert (clash.key, clash.yours, clash.theirs, clash.base) == (key("a"), {"n": 2}, {"n": 1}, {"n": 0})
    assert (clash.by, refused.value.version) == ("sam", 3)
    assert [made.key for made in refused.value.others] == [key("b")]


def test_saying_the_same_again_is_no_conflict_and_no_save() -> None:
    one = save(EMPTY, 1, a=1, b=None)
    assert save(one, 1, a=1, b=None) is one


def test_taking_a_level_away_is_refused_when_others_drew_on_it_since() -> None:
    one = save(EMPTY, 1, new=1)
    gone = [Change(level_key("g"), None)]
    with pytest.raises(DraftConflict) as refused:
        saved(one, START, START.features, 1, gone, "olga", NOON)
    assert [clash.key for clash in refused.value.clashes] == [key("new")]
    after = saved(one, START, START.features, 2, gone, "olga", NOON)
    assert merged(START.features, after.edits) == {}
    with pytest.raises(DraftConflict):  # and drawing on a level that somebody took away since
        save(after, 2, c=7)


def test_a_version_that_is_too_old_or_of_another_life_is_refused() -> None:
    one = save(EMPTY, 1, a=1)
    with pytest.raises(DraftConflict):
        saved(one, START, None, 0, [Change(key("b"), {"n": 1})], "olga", NOON)
    assert saved(one, START, None, 0, [Change(key("a"), {"n": 1})], "olga", NOON) is one


def test_whoever_knew_the_draft_before_a_publication_is_compared_with_it() -> None:
    one = save(EMPTY, 1, a=1)
    second = base(2, of(a=1, b=9, c=0))  # b came by another way
    after = moved(one, second)
    assert (after.version, after.base_at(2), after.base_at(3)) == (3, 1, 2)
    seen = START.features
    wanted = [Change(key("a"), {"n": 5})]  # known to them since version 2
    assert saved(after, second, seen, 2, wanted, "olga", NOON).saves == 2
    with pytest.raises(DraftConflict):
        saved(after, second, seen, 1, wanted, "olga", NOON)
    with pytest.raises(DraftConflict):
        saved(after, second, seen, 2, [Change(key("b"), {"n": 5})], "olga", NOON)


def test_a_draft_goes_over_a_newer_revision() -> None:
    one = save(EMPTY, 1, a=1, b=2)
    newer = base(2, of(a=7, b=0, c=7))
    with pytest.raises(DraftConflict) as refused:
        rebased(one, START, newer, {})
    assert [(clash.key, clash.yours, clash.theirs) for clash in refused.value.clashes] == [
        (key("a"), {"n": 1}, {"n": 7})
    ]
    ours = rebased(one, START, newer, {key("a"): Side.DRAFT})
    theirs = rebased(one, START, newer, {key("a"): Side.REVISION})
    assert merged(newer.features, ours.edits) == of(a=1, b=2, c=7)
    assert merged(newer.features, theirs.edits) == of(a=7, b=2, c=7)
    assert ours.base == theirs.base == 2


SHOP = FeatureKey("", FeatureKind.STORE, "shop")


def shop(number: int = 1, *, name: str = "Shop", **rules: float) -> Base:
    known = {"stop_s": 3.0, "engage_s": 5.0} | rules
    return base(number, {SHOP: {"name": name, "rules": known}, **of(a=0)})


def drawn(**rules: float) -> Draft:
    wanted = Change(SHOP, shop(**rules).features[SHOP])
    return saved(EMPTY, shop(), shop().features, 1, [wanted], "sam", NOON)


def test_who_changes_one_rule_has_no_say_about_the_others() -> None:
    newer = shop(2, name="Corner shop", stop_s=9.0)
    after = rebased(drawn(engage_s=7.0), shop(), newer, {})
    expected = shop(name="Corner shop", stop_s=9.0, engage_s=7.0).features
    assert merged(newer.features, after.edits) == expected
    assert SHOP in made_since(after, newer, shop().features, 2), "who drew it hears of the other rule"


@pytest.mark.parametrize(("side", "stop_s"), [(Side.DRAFT, 4.0), (Side.REVISION, 9.0)])
def test_of_one_rule_that_two_changed_somebody_chooses(side: Side, stop_s: float) -> None:
    one, newer = drawn(stop_s=4.0, engage_s=7.0), shop(2, stop_s=9.0)
    with pytest.raises(DraftConflict) as refused:
        rebased(one, shop(), newer, {})
    assert [clash.key for clash in refused.value.clashes] == [SHOP]
    after = rebased(one, shop(), newer, {SHOP: side})
    assert merged(newer.features, after.edits) == shop(stop_s=stop_s, engage_s=7.0).features


def test_a_draft_cannot_stay_on_a_level_that_a_revision_took_away() -> None:
    one = save(EMPTY, 1, a=1)
    newer = base(2, {level_key("other"): {"level": 1}})
    with pytest.raises(InvalidInput, match="no such level"):
        rebased(one, START, newer, {key("a"): Side.DRAFT})
    after = rebased(one, START, newer, {key("a"): Side.REVISION})
    assert merged(newer.features, after.edits) == newer.features


def test_a_discarded_draft_changes_nothing_and_says_so_to_others() -> None:
    one = save(EMPTY, 1, a=1, new=1)
    gone = discarded(one, START, "olga", NOON)
    assert merged(START.features, gone.edits) == START.features
    assert set(made_since(gone, START, START.features, 2)) == {key("a"), key("new")}
    assert discarded(gone, START, "olga", NOON) is gone


values = st.dictionaries(st.sampled_from(NAMES), st.none() | st.integers(0, 2), min_size=1, max_size=3)
steps = st.tuples(st.integers(0, 2), st.sampled_from(["save", "look"]), values)


@given(st.lists(steps, max_size=25))
def test_whatever_people_do_nothing_that_they_did_not_see_is_overwritten(
    told: list[tuple[int, str, dict[str, int | None]]],
) -> None:
    """Three people save and look in any order; a save fails or keeps what the person had not seen."""
    draft, known = EMPTY, [EMPTY] * 3
    for person, action, wanted in told:
        if action == "look":
            known[person] = draft
            continue
        seen = merged(START.features, known[person].edits)
        now = merged(START.features, draft.edits)
        unseen = {each.key for each in differences(seen, now)}
        with suppress(DraftConflict):
            after = save(draft, known[person].version, f"p{person}", **wanted)
            kept = merged(START.features, after.edits)
            for each in unseen:
                assert kept.get(each) == now.get(each)
            for name, n in wanted.items():
                assert kept.get(key(name)) == (None if n is None else {"n": n})
            assert after.version >= draft.version
            draft = known[person] = after


def test_edits_that_nobody_can_miss_any_more_are_forgotten() -> None:
    draft, features = EMPTY, START.features
    for number in range(2, 3 * MOVES_KEPT):
        draft = save(draft, draft.version, **{f"f{number}": number})
        features = merged(features, draft.edits)
        draft = moved(draft, base(number, features))
    assert len(draft.moves) == MOVES_KEPT
    assert len(draft.edits) == MOVES_KEPT - 1
    oldest = draft.moves[0]
    assert draft.base_at(oldest.saves + oldest.revision) == oldest.revision
    assert draft.base_at(oldest.saves + oldest.revision - 1) is None


def test_versions_tell_their_base_through_a_long_life() -> None:
    draft = EMPTY
    shown: dict[int, int] = {}
    features: dict[FeatureKey, Value] = dict(START.features)
    for number in range(2, 30):
        for n in range(number % 3):
            draft = save(draft, draft.version, a=100 * number + n)
            shown[draft.version] = draft.base
        features = merged(features, draft.edits)
        draft = moved(draft, base(number, features))
        shown[draft.version] = draft.base
    assert {version: draft.base_at(version) for version in shown} == shown
    assert len(set(shown)) == len(shown)
