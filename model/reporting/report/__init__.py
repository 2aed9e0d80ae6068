"""A run's page and pictures, written from what is saved and from the evidence it rests on; nothing is simulated."""
