"""The box on the wall, drawn in a browser: lamp, lens, button and tones of the simulated hardware."""
