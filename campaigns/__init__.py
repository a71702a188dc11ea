"""The service: a room for each capability, put together in `parts` and `app`; HTTP and commands reach it."""
