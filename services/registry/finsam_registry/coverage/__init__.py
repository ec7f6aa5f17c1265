"""Coverage: how many federations there are on a day, which municipalities are in one, and what is not known."""
