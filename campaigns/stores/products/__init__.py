"""Products of a store and the faces they stand on: placed by hand or by CSV, found, sold by campaigns."""
