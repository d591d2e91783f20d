"""Targets to bytes: one file for each form; they do not know each other."""
