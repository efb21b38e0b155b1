"""Invented names for the sample school: the parts are common, the pairs are chance."""

from __future__ import annotations

from typing import Final

BOYS: Final = (
    *("Noah", "Liam", "Lucas", "Levi", "Luca", "Finn", "James", "Mees", "Sem", "Daan", "Milan"),
    *("Bram", "Adam", "Mohammed", "Ruben", "Thijs", "Guus", "Jesse", "Hugo", "Sepp", "Boaz"),
    *("Yusuf", "Ayoub", "Jayden", "Tygo", "Olivier", "Joris", "Siem", "Teun", "Niek", "Ravi"),
    *("Björn", "Loïc", "Jérôme", "Emre", "Wout", "Jan-Willem", "Kai", "Bilal", "Stijn", "Tijn"),
)
GIRLS: Final = (
    *("Emma", "Julia", "Mila", "Nora", "Olivia", "Sara", "Saar", "Yara", "Noor", "Tess", "Evi"),
    *("Zoë", "Chloé", "Lotte", "Fenna", "Maud", "Lynn", "Isa", "Nina", "Fleur", "Roos", "Liv"),
    *("Fatima", "Aïsha", "Yasmina", "Anne-Lotte", "Marie-Claire", "Noëlle", "Renée", "Jinte"),
    *("Puck", "Hanna", "Suze", "Loua", "Amira", "Esmée", "Kiki", "Sofia", "Defne", "Valentijn"),
)
MEN: Final = (
    *("Peter", "Jeroen", "Mark", "Bas", "Rachid", "Wouter", "Sander", "Dirk", "Henk", "René"),
    *("Frank", "Maarten", "Özgür", "Tim", "Gijs", "Hans"),
)
WOMEN: Final = (
    *("Marieke", "Ingrid", "Anouk", "Esther", "Wilma", "Karin", "Sanne", "Femke", "Daniëlle"),
    *("Petra", "Naïma", "Judith", "Mirjam", "Floor", "Annelies", "Marit", "Yvonne", "Hatice"),
    *("Ellen", "Monique", "Ilse", "Trudy"),
)
LAST_NAMES: Final = (
    *(("", name) for name in ("Jansen", "Bakker", "Visser", "Smit", "Meijer", "Mulder", "Bos")),
    *(("", name) for name in ("Vos", "Peters", "Hendriks", "Dekker", "Dijkstra", "Kok", "Prins")),
    *(("", name) for name in ("Blom", "Huisman", "Postma", "Kuipers", "Veenstra", "Kramer")),
    *(("", name) for name in ("Yılmaz", "Demir", "Amrani", "El Idrissi", "Bouzid", "Tahiri")),
    *(("", name) for name in ("Nowak", "Wiśniewska", "Nguyễn", "Pinas", "Martina", "Ramdin")),
    *(("", name) for name in ("Müller", "Crèvecoeur", "Knuvelder-Bos", "Smits-Jansen", "Groß")),
    *(("de", name) for name in ("Vries", "Jong", "Groot", "Boer", "Haan", "Wit", "Bruijn")),
    *(("van", name) for name in ("Dijk", "Leeuwen", "Vliet", "Beek", "Dam", "Wijk", "Loon")),
    *(("van der", name) for name in ("Meer", "Linden", "Heijden", "Veen", "Wal", "Ploeg")),
    *(("van den", name) for name in ("Berg", "Broek", "Heuvel", "Brink")),
    *(("van de", name) for name in ("Ven", "Pol", "Velde")),
    *(("ter", "Horst"), ("ten", "Cate"), ("in 't", "Veld"), ("'t", "Hart"), ("op den", "Akker")),
)

SPECIAL_PUPILS: Final = (
    ("Zoë", "'t", "Hoen"),
    ("Édouard", "van der", "Meer-d'Aubigné"),
    ("ليلى", "", "الحسن"),
    ("Ægir", "", "Þórðarson"),
    ("Jo", "", "Ó"),
    (
        "Maximiliaan-Alexander",
        "van den",
        "Heuvel-van Oldenbarnevelt-de Quay van Nieuwenhuijzen tot Zevenbergen",
    ),
    ("Sofia", "de", "Souza e Silva"),
)
"""Call name, prefix, surname: what a form, a list, a sort order and a letter must bear."""
