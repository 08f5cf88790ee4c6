"""The front desk: what is done with what arrived, whoever carries it."""
