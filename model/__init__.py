"""Scenario simulation of international alignments: documented evidence, an agent-based model, paired comparison."""
