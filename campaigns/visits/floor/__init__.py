"""The live floor for staff: what happens now, and the list of visits."""
