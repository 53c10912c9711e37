"""Whose payload two configurations, or two revisions of one, treat differently."""
