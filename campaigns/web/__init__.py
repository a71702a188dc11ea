"""The HTTP edge that all `api` modules share: who may call, problems, limits, the document, the server."""
