"""The take-home page: one HTML file with sliders over worlds computed beforehand; no Python, no network."""
