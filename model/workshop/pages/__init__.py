"""The pages of the workshop; each module's `register` adds its routes."""
