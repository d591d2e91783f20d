"""Gold records to and from the formats of annotation tools, one module a format."""
