"""Words, figures and pages made of results."""
