"""What programs read: v1, health."""
