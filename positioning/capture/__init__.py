"""Part of Aislecast."""
