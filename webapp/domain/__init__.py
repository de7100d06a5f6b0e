"""Rules; standard library only."""
