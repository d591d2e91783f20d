"""Drafts to findings: the arithmetic that a document allows, and whether it holds."""
