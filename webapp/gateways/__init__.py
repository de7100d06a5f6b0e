"""The outside world, each part with a null twin."""
