"""The pupil files of the two schools: this school year's, and the one of a year before.

A class moves up with its teacher, so the same children have the same teacher in both years, whatever the
day on which the demo is loaded.
"""

from copy import deepcopy
from dataclasses import dataclass
from datetime import date, timedelta

from schools.edexml_sample import SampleGroup, SamplePerson, SampleSchool, sample_school

#: Children of the stories: (group, place in the group) → call name, prefix, surname, gender.
REGENBOOG_CHILDREN = {
    ("5A", 0): ("Noor", "", "Veenstra", "2"),
    ("5A", 1): ("Daan", "van", "Vliet", "1"),
    ("5A", 2): ("Amira", "", "El Idrissi", "2"),
    ("5A", 3): ("Sem", "", "Blom", "1"),
    ("5A", 4): ("Zoë", "", "Nowak", "2"),
    ("5A", 5): ("Thijs", "de", "Boer", "1"),
    ("5A", 6): ("Björn", "", "Müller", "1"),
    ("5A", 7): ("Kees", "", "Postma", "1"),
    ("7A", 0): ("Yara", "van der", "Ploeg", "2"),
    ("7A", 1): ("Bilal", "", "Amrani", "1"),
    ("7A", 2): ("Fenna", "", "Kok", "2"),
    ("7A", 3): ("Ruben", "", "Pinas", "1"),
    ("7A", 4): ("Lotte", "van", "Vliet", "2"),
    ("7A", 5): ("Emre", "", "Yılmaz", "1"),
    ("8A", 0): ("Suze", "", "Hendriks", "2"),
    ("8A", 1): ("Milan", "", "Dijkstra", "1"),
    ("8A", 2): ("Tess", "", "Mulder", "2"),
    ("8A", 3): ("Ayoub", "", "Bouzid", "1"),
    ("8A", 4): ("Evi", "", "Peters", "2"),
    ("3A", 0): ("Jinte", "in 't", "Veld", "2"),
    ("3A", 1): ("Ravi", "", "Ramdin", "1"),
    ("3A", 2): ("Yusuf", "", "Kaya", "1"),
    ("3A", 3): ("Lieke", "", "Bosman", "2"),
    ("4A", 0): ("Pien", "", "Scholten", "2"),
    ("4A", 1): ("Mila", "", "Verhoeven", "2"),
    ("4A", 2): ("Finn", "", "Brand", "1"),
    ("6A", 0): ("Nova", "", "Smeets", "2"),
    ("6A", 1): ("Levi", "", "Jonker", "1"),
    ("6A", 2): ("Sara", "", "Haddad", "2"),
    ("6A", 3): ("Jayden", "", "Tromp", "1"),
    ("6A", 4): ("Otis", "", "Meijer", "1"),
    ("6A", 5): ("Isa", "", "Wolters", "2"),
    ("8A", 5): ("Sami", "", "Yousfi", "1"),
    ("8A", 6): ("Roos", "", "Brand", "2"),
}
WILG_CHILDREN = {
    ("5/6A", 0): ("Mees", "", "Veenstra", "1"),
    ("5/6A", 1): ("Loua", "", "Martina", "2"),
    ("5/6A", 2): ("Hugo", "ten", "Cate", "1"),
}
REGENBOOG_TEACHERS = {
    "3A": ("Hatice", "", "Demir", "2"),
    "5A": ("Sanne", "de", "Wit", "2"),
    "7A": ("Omar", "", "Tahiri", "1"),
}
WILG_TEACHERS = {"5/6A": ("Bas", "van der", "Linden", "1")}

Names = dict[tuple[str, int], tuple[str, str, str, str]]


@dataclass(frozen=True, slots=True)
class Files:
    """The files of one school, in the order in which they came in."""

    last_year: SampleSchool
    this_year: SampleSchool


def regenboog(first_day: date) -> Files:
    """The bigger school; `first_day` is the first of this school year."""
    school = sample_school(
        groups=10, pupils=200, teachers=16, seed=7, brin="99DB", year=_year(first_day)
    )
    _rename(school, REGENBOOG_CHILDREN, REGENBOOG_TEACHERS)
    # Sami stayed down a year: he is 12, so that he is spoken with himself (M8).
    _child(school, "8A", 5).born = date(first_day.year - 13, 11, 20)
    # In the file, but gone since the second week of the school year.
    _child(school, "5A", 8).leaves_on = first_day + timedelta(days=10)
    earlier = _a_year_before(school)
    # Was in last year's file and isn't in this year's, without a last day.
    earlier.pupils.append(
        SamplePerson("1999", "Huisman", "", "Saar", "2", date(2017, 3, 4), 4, "g7", None)
    )
    return Files(earlier, school)


def wilg(first_day: date) -> Files:
    """The small school, in combined groups."""
    school = sample_school(
        groups=0, pupils=0, teachers=0, seed=11, brin="99DW", year=_year(first_day)
    )
    whole = sample_school(groups=8, pupils=64, teachers=5, seed=11, brin="99DW")
    school.groups = [
        SampleGroup(f"w{number}", f"{years[0]}/{years[1]}A", years)
        for number, years in enumerate(((1, 2), (3, 4), (5, 6), (7, 8)), start=1)
    ]
    for pupil in whole.pupils:
        pupil.group = school.groups[(pupil.year - 1) // 2].key
    school.pupils = sorted(whole.pupils, key=lambda pupil: (pupil.group, -pupil.year, pupil.key))
    school.teachers = whole.teachers
    for number, teacher in enumerate(school.teachers):
        teacher.groups = (school.groups[number].key,) if number < len(school.groups) else ()
        teacher.roles = ("LRK",) if teacher.groups else ("DIR",)
    _rename(school, WILG_CHILDREN, WILG_TEACHERS)
    return Files(_a_year_before(school), school)


def with_changes(school: SampleSchool) -> SampleSchool:
    """A next file of the same school: one child more, and one in another group."""
    later = deepcopy(school)
    group = later.groups[-1]
    later.pupils.append(
        SamplePerson("1998", "Wit", "de", "Liv", "2", date(2015, 5, 6), 7, group.key, None)
    )
    later.pupils[0].group = later.groups[1].key
    return later


def _year(first_day: date) -> str:
    return f"{first_day.year}-{first_day.year + 1}"


def _child(school: SampleSchool, group: str, place: int) -> SamplePerson:
    key = next(one.key for one in school.groups if one.name == group)
    return [pupil for pupil in school.pupils if pupil.group == key][place]


def _rename(
    school: SampleSchool, children: Names, teachers: dict[str, tuple[str, str, str, str]]
) -> None:
    told = {(one[0], one[2]) for one in (REGENBOOG_CHILDREN | WILG_CHILDREN).values()}
    for pupil in school.pupils:
        if (pupil.call_name, pupil.last_name) in told:
            pupil.prefix, pupil.last_name = "", "Kuipers"
    for (group, place), (call_name, prefix, last_name, gender) in children.items():
        pupil = _child(school, group, place)
        pupil.call_name, pupil.prefix, pupil.last_name = call_name, prefix, last_name
        pupil.gender = gender
    keys = {group.name: group.key for group in school.groups}
    for name, (call_name, prefix, last_name, gender) in teachers.items():
        teacher = next(one for one in school.teachers if keys[name] in one.groups)
        teacher.call_name, teacher.prefix, teacher.last_name = call_name, prefix, last_name
        teacher.gender = gender


def _a_year_before(school: SampleSchool) -> SampleSchool:
    """The same classes a year younger, without those who were not at school yet."""
    before = deepcopy(school)
    first = int(school.year[:4]) - 1
    before.year, before.reference_date = f"{first}-{first + 1}", date(first, 10, 1)
    for group in before.groups:
        if len(group.years) == 1:
            group.years = (group.years[0] - 1,)
            group.name = f"{group.years[0]}{group.name[-1]}"
    before.pupils = [pupil for pupil in before.pupils if pupil.year > 1]
    for pupil in before.pupils:
        pupil.year -= 1
        pupil.leaves_on = None
    return before
