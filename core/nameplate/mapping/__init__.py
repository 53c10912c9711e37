"""From Jinja mappings to compiled rules, and from source users to payloads."""
