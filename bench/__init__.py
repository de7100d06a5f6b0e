"""How fast the slow parts are beside named peers, in one run on one machine: ``make bench``."""
