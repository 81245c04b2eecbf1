"""Standard age files, keys that can really be destroyed, signed notes; the only room with cryptography."""
