"""The command ``spiegelbox``, for people. The top of the house: nothing imports it."""
