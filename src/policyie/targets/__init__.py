"""Mentions to targets: which number is one, what it measures, when, and of what it is a part."""
