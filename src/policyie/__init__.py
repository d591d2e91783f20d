"""Structured targets from Chinese policy documents, with exact source offsets."""
