"""Areas: which municipalities each federation has, heard from the registry."""
