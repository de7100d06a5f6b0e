"""WTForms: the shape of a form and its words, no rules."""
