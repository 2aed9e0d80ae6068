"""What every package may use and nothing of this region: errors, texts, files, processes, templates."""
