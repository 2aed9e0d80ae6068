"""Scenario simulation of international alignments: documented evidence, an agent-based model, paired comparison."""

from model.experiment import stamp as stamp  # before every other module: it tells which code is being loaded
