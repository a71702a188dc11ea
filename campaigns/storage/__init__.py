"""The database under every capability: connections, the one writer, migrations. It knows none of them."""
