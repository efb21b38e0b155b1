"""Who can log in to the demo. Plain data without Django: the settings read it too."""

from dataclasses import dataclass
from typing import Final, Literal

PASSWORD: Final = "demo-wachtwoord"  # noqa: S105 - stated on the log-in page; demo data only
BOARD: Final = "Stichting De Brug"

Place = Literal["regenboog", "wilg", "bestuur"]


@dataclass(frozen=True, slots=True)
class Account:
    """An invented person. `roles` are (role, place); a place 'bestuur' is every school of the board."""

    username: str
    name: str
    label: str
    roles: tuple[tuple[str, Place], ...] = ()

    @property
    def email(self) -> str:
        """An address that no mail server delivers."""
        return f"{self.username}@debrug.invalid"


BEHEERDER: Final = Account(
    "beheerder", "Tim Kuipers", "Functioneel beheerder", (("beheerder", "bestuur"),)
)

PARENTS: Final = (
    Account("ouder.maria", "Maria Veenstra", "Ouder met gezag, twee kinderen op twee scholen"),
    Account("ouder.peter", "Peter Kramer", "Ouder met gezag, in een ander huis"),
    Account("ouder.lena", "Lena Nowak", "Ouder zonder gezag"),
    Account("ouder.frank", "Frank Blom", "Ouder met gezag, toegang geblokkeerd"),
)

ACCOUNTS: Final = (
    Account(
        "juf.sanne",
        "Sanne de Wit",
        "Leerkracht groep 5A, De Regenboog",
        (("leerkracht", "regenboog"),),
    ),
    Account(
        "meester.omar",
        "Omar Tahiri",
        "Leerkracht groep 7A, De Regenboog",
        (("leerkracht", "regenboog"),),
    ),
    Account(
        "af.hgkm",
        "Ingrid Postma",
        "Aandachtsfunctionaris HGKM, De Regenboog",
        (("af_hgkm", "regenboog"),),
    ),
    Account(
        "manager",
        "Wouter Bos",
        "Manager sociale veiligheid, De Regenboog",
        (("manager", "regenboog"),),
    ),
    Account("bestuur", "Judith van den Brink", "Bestuur", (("bestuur", "bestuur"),)),
    Account(
        "bestuursondersteuner",
        "Gijs Dekker",
        "Bestuursondersteuner",
        (("bestuursondersteuner", "bestuur"),),
    ),
    Account(
        "contactpersoon",
        "Naïma Bouzid",
        "Contactpersoon, De Regenboog",
        (("contactpersoon", "regenboog"),),
    ),
    BEHEERDER,
    *PARENTS,
    Account(
        "twee.rollen",
        "Hatice Demir",
        "Leerkracht groep 3A, De Regenboog, en aandachtsfunctionaris HGKM, De Wilg",
        (("leerkracht", "regenboog"), ("af_hgkm", "wilg")),
    ),
    Account(
        "meester.bas",
        "Bas van der Linden",
        "Leerkracht groep 5/6, De Wilg",
        (("leerkracht", "wilg"),),
    ),
    Account(
        "manager.wilg",
        "Esther Prins",
        "Manager sociale veiligheid, De Wilg",
        (("manager", "wilg"),),
    ),
    Account(
        "invaller",
        "Floor Huisman",
        "Invaller op De Wilg, met toegang tot één dossier van De Regenboog",
        (("leerkracht", "wilg"),),
    ),
    Account("zonder.rol", "Henk Smit", "Account zonder rol"),
)

#: What the log-in page lists.
SHOWN: Final = tuple({"username": one.username, "label": one.label} for one in ACCOUNTS)
