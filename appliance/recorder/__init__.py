"""The process with the keys and the camera. It has no network; one queue owns all of its state."""
