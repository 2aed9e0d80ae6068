"""Checks for parts of the files without effect: interventions, steps and stages that nothing can reach."""
