"""What was asked and what became of it, for who may know it: a receipt for one, a report for all."""
