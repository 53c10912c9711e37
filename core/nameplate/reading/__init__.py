"""From pages and snapshots to source users."""
