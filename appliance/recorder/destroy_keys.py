"""``python -m appliance.recorder.destroy_keys --settings FILE``: make every recording of this box unreadable.

Erases both key slots, wherever they are (chip, memory, file), and sees that they are empty. For taking a box
out of use; the recorder must not run. Without a slot no keyring opens, and without that no recording.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from appliance.domain.errors import SettingsError, SpiegelboxError
from appliance.settings.loader import load
from appliance.store.layout import Layout
from appliance.store.slots_of import slots_of


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m appliance.recorder.destroy_keys", description=__doc__)
    parser.add_argument("--settings", type=Path, required=True)
    try:
        destroy_keys(parser.parse_args().settings)
    except SettingsError as error:
        print(error, *error.faults, sep="\n", file=sys.stderr)
        return 1
    except SpiegelboxError as error:
        print(error, error.next_step, sep="\n", file=sys.stderr)
        return 1
    print("De sleutels van deze box zijn vernietigd.")
    return 0


def destroy_keys(settings_file: Path) -> None:
    """Erase both slots of the box with these settings. Raises: SettingsError, SlotFailed."""
    settings = load(settings_file)
    slot = settings.slot
    folder = Layout(settings.paths.data, settings.paths.run).keyring
    pair = slots_of(slot.kind, folder=folder, path=slot.path, offset_bytes=slot.offset_bytes)
    for index in (0, 1):
        pair.erase(index)


if __name__ == "__main__":
    sys.exit(main())
