"""Meldcode: cases, the five steps, the five weighing questions, reports to Veilig Thuis."""
