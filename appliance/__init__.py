"""The box: camera, button, light, keys. Never imports console or a web framework."""
