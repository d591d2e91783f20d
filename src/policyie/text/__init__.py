"""Bytes to text, and text to a normal copy with a map back."""
