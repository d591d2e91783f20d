"""Predictions against gold records: what is right, what is wrong, and how much of it."""
