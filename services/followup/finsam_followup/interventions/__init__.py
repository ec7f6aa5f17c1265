"""What a federation finances (insatser)."""
