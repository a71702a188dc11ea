"""The service: a room a capability, put together in `parts` and `app`, asked over HTTP or the command line."""
