"""Analysis of finished worlds: comparison, verdicts, robustness, sensitivity, hindcast."""
