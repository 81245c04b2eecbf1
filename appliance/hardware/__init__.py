"""The edge of the box: one port per part (ports.py) and one thin adapter each."""
