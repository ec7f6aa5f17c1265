"""What does not agree: a document with itself, or facts with each other. Found by rules, shown beside the figures."""
