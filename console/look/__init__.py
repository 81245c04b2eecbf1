"""How the screens look in this municipality and in this room: its own tokens, a bright or a dark screen."""
