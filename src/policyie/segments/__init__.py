"""Normal text to blocks, sentences and tables."""
