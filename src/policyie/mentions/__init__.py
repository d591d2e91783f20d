"""Segments to mentions: numbers with units, words that bound them, times, coverage words."""
