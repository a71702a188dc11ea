"""Pictures that maps were drawn from, kept in the database: they are in every backup of it."""
