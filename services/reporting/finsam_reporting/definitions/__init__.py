"""The figures of the reports: what each is called, what it means and how it follows from counts."""
