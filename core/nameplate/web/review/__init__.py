"""Plans, reviewed: a folder's, one's figures, its changes, one person, its findings."""
