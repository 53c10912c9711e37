"""What would change and why: correlate, compare, judge; the plan file."""
