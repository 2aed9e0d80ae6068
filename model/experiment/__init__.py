"""Many worlds: blocks of them, the processes that compute them, and the run folder."""
