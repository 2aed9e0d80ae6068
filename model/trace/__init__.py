"""One world told: what happened month by month, and why."""
