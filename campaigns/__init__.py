"""The service: a room for each capability, put together in `parts` and `app`, reached by HTTP or commands."""
