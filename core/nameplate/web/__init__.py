"""The review pages and the rule workbench."""
