"""Parameter sets: the numbers that the model is run with, versioned and never changed."""
