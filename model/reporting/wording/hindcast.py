"""Names of a hindcast's windows, reference forecasts and scores, for readers."""

WINDOWS = {
    "calibration": "years that values were fitted on",
    "between": "started in those years, scored after them",
    "test": "later years, nothing fitted on them",
}
"""Window → what it is."""
RIVALS = {
    "persistence": "nothing changes",
    "ties alone": "back to what ties support",
    "momentum": "last year’s change goes on",
    "always up": "everything improves",
    "past changes": "nothing changes, usual errors",
    "ties, past errors": "back to ties, usual errors",
    "habit alone": "this model without interests",
}
"""Rival → what it expects."""
SCORES = {
    "crps": "CRPS",
    "error": "error of the median",
    "direction": "direction",
    "moved": "direction if it moved",
}
"""Score of the skill table → its name."""
