"""Print the service's OpenAPI document: what `/v1/openapi.json` answers, without a running service."""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

from campaigns.app import create_app
from campaigns.settings import Settings

with tempfile.TemporaryDirectory() as folder:
    app = create_app(Settings(data_dir=Path(folder)))
    json.dump(app.openapi(), sys.stdout, sort_keys=True)
