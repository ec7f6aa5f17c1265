"""The main job and its example data: synthetic registrations whose counts are the published ones."""
