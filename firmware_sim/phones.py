"""Which phones people carry, and how: kinds by share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from firmware_sim.phone import Phone, Pose
from firmware_sim.phone.poses import HAND
from firmware_sim.scanner import ANDROID_LOW_LATENCY, Scanner


@dataclass(frozen=True, slots=True)
class PhoneKind:
    """A way to carry a phone and a way to scan; `share` of the phones, relative to the other kinds'."""

    share: float = 1.0
    pose: Pose = HAND
    scanner: Scanner = ANDROID_LOW_LATENCY


USUAL_PHONES = (PhoneKind(),)


def drawn_phone(kinds: Sequence[PhoneKind], rng: np.random.Generator) -> Phone:
    """One person's phone."""
    shares = np.cumsum([kind.share for kind in kinds])
    kind = kinds[int(np.searchsorted(shares, rng.random() * shares[-1], side="right"))]
    return Phone.drawn(rng, pose=kind.pose, preset=kind.scanner)
