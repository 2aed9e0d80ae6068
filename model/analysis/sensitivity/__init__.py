"""Sensitivity of outcomes to assumptions: designs of rows, and indices computed from their results."""
