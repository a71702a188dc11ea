"""Plans of strangers, told apart and read in a process of their own.

`python -m campaigns.stores.plans.reading ORDER` reads the plan that the JSON text ORDER names and writes the
store document beside it.
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path

from campaigns.stores.plans.apart import confine, read_apart, refuse, refuse_memory
from campaigns.stores.unreadable import unreadable
from zones.errors import NewerStoreVersion, UnreadableStore
from zones.store import Store, VenueId
from zones.storefile import dumps, loads

LARGEST_PLAN_BYTES = 32 * 1024 * 1024
"""As a picture; the university of `floor-plans/ulm-imdf` with its six floors unpacks to 2 MB."""

LONGEST_S = 60
"""A mall of 700 shops takes seven seconds, nearly all of them for the zones before its shops."""

_DRAWING = re.compile(rb"\s*(999\r?\n[^\n]*\n\s*)*0\r?\n\s*SECTION")
_SUFFIXES: Mapping[bytes, str] = {
    b"\x89PNG": ".png",
    b"\xff\xd8\xff": ".jpg",
    b"PK\x03\x04": ".zip",
    b"AutoCAD Binary DXF": ".dxf",
    b"{": ".json",
}


@dataclass(frozen=True, slots=True)
class SaidOfUpload:
    """What the person said who sent a plan; empty: the plan itself has to."""

    store_id: str = ""
    name: str = ""
    time_zone: str = ""
    file: str = ""


def suffix_of(content: bytes) -> str:
    """What a file is called that holds this, as plan sources are told apart; `.svg` for every other picture.

    >>> suffix_of(b'{"type": "FeatureCollection"}'), suffix_of(b"<svg/>"), suffix_of(b"Dear Sir")
    ('.json', '.svg', '')
    """
    head = content[:4_096].lstrip(b"\xef\xbb\xbf \t\r\n")
    for magic, suffix in _SUFFIXES.items():
        if content.startswith(magic) or (magic == b"{" and head.startswith(magic)):
            return suffix
    if _DRAWING.match(content[:4_096]):
        return ".dxf"
    is_picture = b"<svg" in head or head.startswith(
        (b"%PDF", b"GIF8", b"RIFF", b"BM", b"II*\x00", b"MM\x00*")
    )
    return ".svg" if is_picture else ""


def _is_store(content: bytes) -> bool:
    return b'"aislecast-store"' in content[:200]


def read_plan(content: bytes, suffix: str, said: SaidOfUpload, now: datetime) -> bytes:
    """The store document of a plan that is no picture. Blocking, for as long as `LONGEST_S`.

    Raises
    ------
    InvalidInput
        The plan is none, broken, or too much; with the reason and the place.
    """
    if suffix == ".json" and _is_store(content):  # read strictly, and as `POST /v1/stores` does
        try:
            return dumps(_renamed(loads(content, "body"), said))
        except (UnreadableStore, NewerStoreVersion) as error:
            raise unreadable("body", error.place, error, "unreadable-plan") from error
    with tempfile.TemporaryDirectory(prefix="aislecast-plan-") as folder:
        stem = Path(said.file).stem[:60] if said.file.isprintable() else ""  # 255 bytes are a name at most
        plan = Path(folder) / f"{stem or 'plan'}{suffix}"
        plan.write_bytes(content)
        document = Path(folder) / "document"
        told = {"said": asdict(said), "plan": str(plan), "document": str(document), "now": now.isoformat()}
        read_apart("campaigns.stores.plans.reading", json.dumps(told), plan, LONGEST_S)
        return document.read_bytes()


def main(order: str) -> int:
    """Read the plan that `order` names; see `read_plan`."""
    told = json.loads(order)
    confine(Path(told["plan"]), LONGEST_S)
    from mapping_tool.errors import UnreadablePlan
    from mapping_tool.plan_import import import_plan

    try:
        store, _ = import_plan(Path(told["plan"]), datetime.fromisoformat(told["now"]))
    except UnreadablePlan as error:
        return refuse(error.source, error.reason, error.fault, error.facts)
    except (UnreadableStore, NewerStoreVersion) as error:
        place = f"{error.source}: {error.place}" if error.place else error.source
        return refuse(place, error.complaint, error.fault, error.facts)
    except RecursionError:
        return refuse("body", "is nested too deeply", "nested-too-deeply")
    except MemoryError:
        return refuse_memory(LONGEST_S)
    Path(told["document"]).write_bytes(dumps(_renamed(store, SaidOfUpload(**told["said"]))))
    return 0


def _renamed(store: Store, said: SaidOfUpload) -> Store:
    return replace(
        store,
        venue_id=VenueId(said.store_id or store.venue_id),
        name=said.name or store.name,
        time_zone=said.time_zone or store.time_zone,
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
