"""The box's settings: one typed TOML file. Read by entry points and passed down; there are no globals."""
