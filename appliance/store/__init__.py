"""The box's own disk: layout, sealed files, state, audit log. Only here a recording's files are opened."""
