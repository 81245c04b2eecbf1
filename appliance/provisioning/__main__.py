"""``python -m appliance.provisioning --data DIR --box ID``: the box's own key, made as its recorder."""

from __future__ import annotations

import argparse
from pathlib import Path

from appliance.provisioning.steps import new_box_key


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m appliance.provisioning", description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--box", required=True)
    options = parser.parse_args()
    print(new_box_key(options.data, options.box))


if __name__ == "__main__":
    main()
