"""Reading a register that a school kept in a spreadsheet: pure, without a query and without a write."""
