"""The forms of the registry: shape and cleaning of what is typed. Who may is asked elsewhere."""
