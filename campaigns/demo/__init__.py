"""The demo: an example shop and, where its recordings are at hand, a mall, with shoppers who keep coming.

`shops` goes through the public API as a marketer's browser and shoppers' phones would, `process` runs the
service beside it, `place` takes a folder and a port first.
"""
