"""Pure rules: values in, values out. No files, clock, randomness or threads."""
