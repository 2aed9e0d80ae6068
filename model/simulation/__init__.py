"""A month: the Mesa model, its agents, the choice set, parameters and interventions."""
