"""Plans over HTTP: files of strangers that become stores, and pictures that are laid on the floor."""
