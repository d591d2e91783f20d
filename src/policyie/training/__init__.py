"""Gold documents to weights, behind the extra `[train]`, and what to annotate next."""
