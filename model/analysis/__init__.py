"""What finished worlds say: comparison, verdicts, robustness, sensitivity, hindcast."""
