"""Numbers of participants per intervention and month (volyminsats)."""
