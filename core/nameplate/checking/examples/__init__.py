"""Examples beside mappings: people, and what must come out for them.

Import from the modules; see `checking/__init__.py`.
"""
