"""The definitions of the figures, for whoever asks what a figure means."""
