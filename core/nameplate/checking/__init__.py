"""What is known before anybody is renamed: check, the examples of mappings, explain, diff.

Import from the modules: pytest loads this package in every run, for `pytest_plugin`, so that it imports nothing.
"""
