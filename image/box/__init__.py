"""What ``image/install.py`` does to a box, a room for each kind of work. Standard library only."""
