"""Making a box somebody's own: from a folder on a card or a stick, once, whole or not at all.

Reads what the municipality wrote, makes the box's own keys on the box, and shreds what was carried. Never
starts the recorder, and never leaves a box that is provisioned by half looking as if it were whole.
"""
