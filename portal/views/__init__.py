"""Pages of parents: request → reading or service → response."""
