"""The pages of the registry: request → service or overview → response."""
