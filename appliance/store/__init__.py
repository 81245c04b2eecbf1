"""The box's own disk: layout, sealed files, state, audit log. The only place that opens files of a recording."""
