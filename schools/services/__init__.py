"""Every write in the registry by people, under the board that they keep (R10)."""
