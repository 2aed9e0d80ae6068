"""Tools for every package, with nothing of this region: errors, texts, files, processes, templates."""
