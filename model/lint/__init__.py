"""What in the files has no effect: interventions, steps and stages that nothing can reach."""
