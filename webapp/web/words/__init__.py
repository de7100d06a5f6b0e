"""Codes put into words: one table a subject, lazy, so that each page reads them in its own language."""
