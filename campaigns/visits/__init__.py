"""Visits: frames in, poses, stays and offers out, the close with its smoothed path."""
