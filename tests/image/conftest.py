"""What makes an image runs as scripts beside each other: here they are found the same way."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "image"))
