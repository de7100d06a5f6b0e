"""Given names that many people in Sweden have, and how family names end: to leave names out of comments.

Written by hand from what is common, in several languages; copied from no list. It need not be whole: a name that is
not here is left to the moderator, who sees the comment before anything comes of it. ``WORDS_TOO`` are names that are
also Swedish words, places or things: they are taken for a name only before a family name.
"""


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


WORDS_TOO = _listed(
    """
    Adolf Alba Alma Alva Amor Amy April Atlas Aurora Axel Björn Bo Bror Dag Disa Eden Embla Flora Folke Frank Fred
    Frej Freja Gull Gustav Hans Harry Hedda Helga Holger Idun Ilse Iris Ivar Jasmin Jo Joy June Karl Katarina Kent Kim
    Klara Kristina Lage Liam Lilja Liv Lo Love Luna Maj Malla Maria Mark Max Melker Melodi Milo My Nils Nova Olof Oden
    Otto Per Pia Pil Rolf Ronja Ros Rosa Roy Rut Saga Sally Signe Siri Sixten Sofia Sol Sten Stella Stig Sture
    Sune Svea Tage Tor Tora Tore Ture Ulla Ulrika Uno Vega Vera Victoria Viktoria Vilda Vincent Viola
    """
)

GIVEN = WORDS_TOO | _listed(
    """
    Aaron Abbas Abdi Abdul Abdullah Abdullahi Abraham Ada Adam Adnan Agata Agneta Agnes Ahmad Ahmed Aida Aisha Albert
    Albin Aleksander Aleksandra Alex Alexander Alexandra Alexis Alf Alfred Ali Alice Alicia Alina Allan Alvin Amanda
    Amelia Amina Amir Ammar Anders Andrea Andreas Andrzej Angelica Anita Anja Ann Anna Annelie Anneli Annette Annie
    Annika Anton Arne Artur Arvid Asha Astrid Asta August Bahar Barbro Barbara Bassam Beata Bengt Benjamin Berit
    Bernt Bertil Birgit Birgitta Birger Birk Bodil Bosse Britt Britta Börje Cajsa Camilla Carin Carina Carl Carola
    Caroline Carolina Casper Cassandra Catarina Cecilia Charlie Charlotta Charlotte Christer Christian Christina
    Christoffer Clara Claes Clas Conny Cornelia Crister Curt Dagmar Dan Daniel Daniela Dario David Dejan Denis Dennis
    Diana Dragan Ebba Edith Edvin Edward Eino Einar Elena Eleonora Elias Elif Elin Elina Elisabet Elisabeth Elise
    Ella Ellen Elliot Elsa Elsie Elvira Emanuel Emelie Emil Emilia Emma Emmanuel Erica Erik Erika Erling Ernst Ester
    Esther Eva Evelina Evert Fabian Fadi Fanny Farah Fatima Fatma Felicia Felix Ferdinand Filip Filippa Fredrik
    Fredrika Frida Fritz Gabriel Gabriella Georg Gerd Gertrud Goran Greger Greta Gun Gunborg Gunhild Gunilla Gunnar
    Gunnel Gustaf Gösta Göran Göte Habib Hamid Hamza Hanna Hannah Hanne Harald Hassan Hasse Hedvig Helen Helena
    Helene Helge Henning Henrik Henry Hilda Hjalmar Hugo Hussein Håkan Ian Ibrahim Ida Ilona Ina Inga Ingalill Inge
    Ingeborg Ingegerd Ingela Ingemar Inger Ingmar Ingrid Ingvar Irene Irma Isa Isabel Isabella Isabelle Isak Ismail
    Ivan Jack Jacob Jakob Jamal James Jan Janne Jana Janina Jari Jasmine Jean Jenny Jens Jerker Jesper Jessica Jimmy
    Joakim Joanna Joel Johan Johanna Johannes John Johnny Jon Jonas Jonatan Jonathan Jonny Josef Josefin Josefine
    Joseph Judith Jukka Julia Julian Juan Jörgen Kaj Kajsa Kalle Kamilla Karim Karin Karolina Kasper Katarzyna Kate
    Kenneth Kerstin Kevin Khadija Khalid Kjell Klas Krister Kristian Kristoffer Krzysztof Kurt Lars Lasse Laszlo Laura
    Layla Leah Leena Leif Leila Lena Lennart Leo Leon Leopold Lia Lilian Lilly Lina Linda Linn Linnea Linnéa Linus
    Lisa Lisbet Lisbeth Lise Loke Lotta Louise Love Lovisa Lucas Ludvig Lukas Lydia Madeleine Magdalena Magnus Mahmoud
    Maja Malik Malin Malte Marcus Margareta Margaretha Maria Mariam Marianne Marie Marika Marina Mario Marit Marita
    Markus Marta Martin Martina Maryam Mathias Matilda Mattias Mats Matteo Maud Maximilian Mehmet Mia Michael Michel
    Mikael Mike Milan Milena Mikaela Mina Mira Miranda Mirjam Moa Mohamed Mohammad Mohammed Mohamud Mona Monica Monika
    Monica Morgan Muhammad Mustafa Märta Måns Mårten Nadia Nadja Naima Nathalie Natalia Natalie Nellie Nermin Nicklas
    Nicole Niclas Niklas Nikola Nina Ninni Noah Noel Noor Nora Nour Olga Oliver Olivia Olle Omar Ove Oskar Oscar Osman
    Pamela Pascal Patricia Patrik Patrick Paul Paula Pauline Pavel Peder Pekka Pelle Pernilla Peter Petra Petter Piotr
    Petronella Philip Pierre Pontus Ragnar Ragnhild Rahma Rainer Ralf Ramin Rami Rana Rebecca Rebecka Reza Richard
    Rickard Rikard Rita Robert Roberto Robin Roger Roland Ronny Rune Runa Ruth Ryszard Sabina Said Salma Sam Samira
    Samuel Sandra Sanna Sara Sarah Saskia Sebastian Selma Sergej Shirin Sigrid Sigurd Sigvard Silvia Simon Sirpa Siv
    Sofie Solveig Sonja Stefan Steffen Stellan Stina Sven Svetlana Sylvia Sylvester Sören Tarja Tatjana Teodor Terese
    Theodor Theo Therese Thomas Thorbjörn Tilda Tim Timo Tina Tindra Tobias Tom Tomas Tommy Tomasz Tone Tony Torbjörn
    Tord Torgny Torsten Tova Tove Tuva Tyra Ulf Urban Ursula Valter Vanja Veronica Veronika Vidar Viggo Viktor Victor
    Vilgot Vilhelm Ville Wilma Vilma Vivianne Vivi Waldemar Walter Wilhelm William Yasmin Yasmine Ylva Yngve Yohanna
    Yusuf Yvonne Zahra Zainab Zara Zlatan Zoran Åke Åsa Östen Örjan
    """
)

FAMILY_ENDINGS = ("sson", "qvist", "quist", "kvist", "ovic", "ović", "evic", "ević", "oglu")
"""How family names end that hardly anything else does."""

FAMILY_ENDINGS_AFTER_A_NAME = (
    "ström",
    "strøm",
    "gren",
    "stedt",
    "enko",
    "löf",
    "blad",
    "feldt",
    "dahl",
)
"""How they end, too, where another word with a capital stands before them."""

OPENERS = _listed(
    "Tack Hej Hejsan Polisen Men Och Fråga När Där Här Även Kolla Kör Snälla På Vid I Mellan Från Till Bra Ni Vi Jag"
    " De Dom Det Den Norra Södra Östra Västra Övre Nedre Stora Lilla Gamla Nya Sankt"
    " Thanks Please Ask The At On In From"
)
"""Words with a capital that begin a sentence and belong to no name."""
