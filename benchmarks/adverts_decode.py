"""What decoding an advertising payload costs, and whether a million of them raise nothing.

    python benchmarks/adverts_decode.py [--payloads N] [--seed S]

Payloads by kind: well-formed frames, payloads from the air that are no beacons (recorded), frames with one to
four octets changed, and random octets. Peer: `beacontools` (`pip install beacontools`), where it is
installed, in the same process, interleaved, three rounds; what the two disagree on among the vectors of other
projects is listed. Then N payloads, a quarter of each kind, go through `decode`: any exception ends the run.
"""

from __future__ import annotations

import argparse
import importlib
import json
import platform
import random
import statistics
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from _fitted_mall import DATA

from positioning.adverts import decode

ADVERTS = DATA / "adverts"
ROUNDS = 3
TIMED = 2000
"""Payloads of a kind in a round."""

Decoder = Callable[[bytes], object]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--payloads", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    rng = random.Random(options.seed)
    vectors = recorded_vectors()
    frames = [payload for payload in vectors if decode(payload) is not None]
    print(f"{platform.machine()}, Python {platform.python_version()}; seed {options.seed}")
    kinds = {
        "frames": frames,
        "from the air, none": negatives(),
        "changed frames": [changed(rng, rng.choice(frames)) for _ in range(TIMED)],
        "random": [rng.randbytes(rng.randrange(40)) for _ in range(TIMED)],
    }
    decoders: dict[str, Decoder] = {"ours": decode} | peer()
    print_costs(kinds, decoders)
    if "beacontools" in decoders:
        print_differences(vectors, decoders["beacontools"])
    fuzz(rng, options.payloads, frames, kinds["from the air, none"])


def peer() -> dict[str, Decoder]:
    """The named peer where it is installed."""
    try:
        return {"beacontools": importlib.import_module("beacontools").parse_packet}
    except ModuleNotFoundError:
        print("beacontools is not installed: no peer (pip install beacontools)")
        return {}


def recorded_vectors() -> list[bytes]:
    """The AD structures of the vectors of other projects' tests."""
    vectors: Sequence[Mapping[str, Any]] = json.loads((ADVERTS / "vectors.json").read_text())
    texts = [
        text
        for vector in vectors
        for text in (
            [vector["hex"]] if vector["container"] == "ad" else [each["ad"] for each in vector["reports"]]
        )
    ]
    return [bytes.fromhex(text) for text in texts]


def negatives() -> list[bytes]:
    """Recorded payloads that are no beacons."""
    lines = (ADVERTS / "on_air_negatives.jsonl").read_text().splitlines()
    return [bytes.fromhex(json.loads(line)["ad"]) for line in lines]


def changed(rng: random.Random, payload: bytes) -> bytes:
    """A payload with one to four octets replaced, the last of them perhaps cut off."""
    octets = bytearray(payload)
    for _ in range(rng.randint(1, 4) if octets else 0):
        octets[rng.randrange(len(octets))] = rng.randrange(256)
    return bytes(octets[: rng.choice((len(octets), rng.randint(0, len(octets))))])


def print_costs(kinds: Mapping[str, Sequence[bytes]], decoders: Mapping[str, Decoder]) -> None:
    """Microseconds a payload: least, median and most of the rounds; a decoder that raises says so."""
    print(f"{'us a payload, min-median-max':30}" + "".join(f"{name:>26}" for name in decoders))
    for kind, payloads in kinds.items():
        batch = [payloads[k % len(payloads)] for k in range(TIMED)]
        spent_us: dict[str, list[float]] = {name: [] for name in decoders}
        for _ in range(ROUNDS):
            for name, decoder in decoders.items():
                spent_us[name].append(cost_us(decoder, batch))
        cells = [
            f"{min(each):9.2f}{statistics.median(each):8.2f}{max(each):8.2f} " for each in spent_us.values()
        ]
        print(f"{kind:30}" + "".join(cells))


def cost_us(decoder: Decoder, batch: Sequence[bytes]) -> float:
    """CPU time a payload. The peer raises on some payloads, which counts as its answer."""
    began_s = time.process_time()
    for payload in batch:
        try:
            decoder(payload)
        except Exception:  # noqa: BLE001 - another's decoder: whatever it raises
            continue
    return (time.process_time() - began_s) / len(batch) * 1e6


def print_differences(vectors: Sequence[bytes], peers: Decoder) -> None:
    """Where only one of the two finds a frame."""
    print("only one of the two finds a frame, among the vectors (ours, beacontools):")
    for payload in vectors:
        try:
            theirs = peers(payload)
        except Exception as error:  # noqa: BLE001 - as above
            theirs = error
        ours = decode(payload)
        if (ours is None) != (theirs is None):
            print(f"  {type(ours).__name__:16}{type(theirs).__name__:30}{payload.hex()}")


def fuzz(rng: random.Random, count: int, frames: Sequence[bytes], others: Sequence[bytes]) -> None:
    """Decode `count` payloads; an exception ends the run."""
    found: Counter[str] = Counter()
    began_s = time.process_time()
    for k in range(count):
        if k % 4 == 0:
            payload = rng.randbytes(rng.randrange(64))
        else:
            payload = changed(rng, rng.choice(others if k % 4 == 1 else frames))
        found[type(decode(payload)).__name__] += 1
    print(f"{count} payloads, no exception, {time.process_time() - began_s:.1f} s with making them:")
    print("  " + ", ".join(f"{count} {name}" for name, count in found.most_common()))


if __name__ == "__main__":
    main()
