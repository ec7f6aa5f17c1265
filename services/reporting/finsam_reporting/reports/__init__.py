"""Reports as they are known now, or were known at a moment."""
