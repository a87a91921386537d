"""What ails the people: codes, measures, and a chart for each."""
