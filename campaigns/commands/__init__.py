"""The commands of `aislecast`, one module a group; put together in `campaigns.cli`."""
