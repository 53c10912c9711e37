"""A connector."""
