"""What other services told, with when each fact was true and when it became known. Nothing here is reporting's own."""
