"""Recorded survey walks that were uploaded whole: files with taps or waypoints, motion and radio in them."""
