"""Shoppers: pseudonymous, with a token, and consent given or taken back for each purpose apart."""
