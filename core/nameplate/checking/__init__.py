"""What can be known before anyone is renamed: check, test, explain, diff."""
