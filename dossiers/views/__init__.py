"""Pages of the dossier: request → selector or service → response."""
