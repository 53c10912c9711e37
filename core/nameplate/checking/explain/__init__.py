"""One person's whole way, from the record to what a push would do."""
