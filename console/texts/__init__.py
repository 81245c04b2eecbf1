"""The consent texts: versioned files, one folder per language. See ``catalogue``."""
