"""The process with the network: it brings ciphertext to the store and erases it there. Never a key."""
