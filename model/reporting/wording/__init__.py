"""Scenarios, outcomes and results in words."""
