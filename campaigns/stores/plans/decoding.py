"""Pictures of strangers, decoded in a process of their own before they are kept.

`python -m campaigns.stores.plans.decoding FILE` decodes one. It imports little: that is most of its time.
"""

from __future__ import annotations

import sys
from pathlib import Path

from campaigns.stores.plans.apart import confine, read_apart, refuse, refuse_memory
from mapping_tool.errors import UnreadablePlan
from mapping_tool.pixels import require_pixels

LONGEST_S = 20
"""The largest picture that is shown, of 89 million pixels, takes three."""


def decode(picture: Path) -> None:
    """Decode a picture, as large as `mapping_tool.picture` allows. Blocking, for as long as `LONGEST_S`.

    Raises
    ------
    InvalidInput
        It is broken, unpacks to more than it shows, or takes too much.
    """
    read_apart("campaigns.stores.plans.decoding", str(picture), picture, LONGEST_S)


def main(file: str) -> int:
    """Decode a picture; see `decode`."""
    picture = Path(file)
    confine(picture, LONGEST_S)
    try:
        require_pixels(picture)
    except UnreadablePlan as error:
        return refuse(error.source, error.reason, error.fault, error.facts)
    except MemoryError:
        return refuse_memory(LONGEST_S)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
