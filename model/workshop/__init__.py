"""The workshop: a room full of people, one laptop, no network; forms and pictures over the same worlds as `run`."""
