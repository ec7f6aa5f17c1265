"""The allocation service: from the frame of a year to what each federation gets, recomputable by anyone."""
