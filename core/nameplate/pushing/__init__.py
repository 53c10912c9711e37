"""Applies a plan, exactly."""
