"""A plan as table, JSON, CSV, Markdown and HTML."""
