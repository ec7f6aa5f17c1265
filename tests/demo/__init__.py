"""Tests of the example data and the main job."""
