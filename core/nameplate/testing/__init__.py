"""What the tests of a plugin inherit."""
