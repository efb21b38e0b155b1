"""Boards, schools, groups, pupils, their guardians, and who works where (S1, S2, R1–R10).

Pupils come from the pupil administration by EDEXML, again and again: a pupil is matched on the school's
key, never on a name, and is never deleted.
"""

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.fields import EncryptedTextField
from core.ids import uuid7
from schools.grants import ObjectGrant
from schools.querysets import (
    GuardianQuerySet,
    ImportQuerySet,
    MembershipQuerySet,
    OfSchoolQuerySet,
    PartnerQuerySet,
    PupilQuerySet,
    SchoolQuerySet,
    StaffQuerySet,
)
from schools.roles import Role

NAME_LENGTH = 100
_PERIOD = Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on"))


class Board(models.Model):
    """A school board (bevoegd gezag)."""

    name = models.CharField(_("name"), max_length=200, unique=True)
    # After so many days parents read an entry, unless the AF HGKM withholds it (A1, A4).
    disclosure_days = models.PositiveSmallIntegerField(_("days until parents read it"), default=14)
    # The law names no term for a Meldcode case: two years after the child left, unless a board says more.
    case_retention_years = models.PositiveSmallIntegerField(
        _("years that a Meldcode case is kept"), default=2
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(disclosure_days__gte=1, disclosure_days__lte=90),
                name="schools_board_disclosure_days",
            ),
            models.CheckConstraint(
                condition=Q(case_retention_years__gte=2, case_retention_years__lte=20),
                name="schools_board_case_retention",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class School(models.Model):
    """A school or one of its locations: BRIN and dependance."""

    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="schools")
    name = models.CharField(_("name"), max_length=200)
    brin = models.CharField("BRIN", max_length=4, validators=[RegexValidator(r"^\d{2}[A-Z]{2}$")])
    dependance = models.CharField(max_length=2, default="00")

    objects = SchoolQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["brin", "dependance"], name="schools_school_brin")
        ]

    def __str__(self) -> str:
        return self.name


class SchoolYear(models.Model):
    """1 August – 31 July."""

    name = models.CharField(max_length=9, unique=True)
    starts_on = models.DateField()
    ends_on = models.DateField()

    class Meta:
        ordering = ["starts_on"]
        constraints = [models.CheckConstraint(condition=_PERIOD, name="schools_schoolyear_period")]

    def __str__(self) -> str:
        return self.name


class Group(models.Model):
    """A class in one school year; `key` is the pupil administration's."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="groups")
    school_year = models.ForeignKey(SchoolYear, on_delete=models.PROTECT, related_name="groups")
    key = models.CharField(max_length=64)
    name = models.CharField(_("name"), max_length=NAME_LENGTH)
    year_group = models.CharField(max_length=4, blank=True)
    missing_since = models.DateField(null=True, blank=True)

    objects = OfSchoolQuerySet.as_manager()

    class Meta:
        ordering = ["year_group", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "school_year", "key"], name="schools_group_key"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Pupil(models.Model):
    """A child at a school. `missing_since`: no longer in the file; `left_on`: the file gave the day."""

    class Gender(models.TextChoices):
        UNKNOWN = "0", _("unknown")
        BOY = "1", _("boy")
        GIRL = "2", _("girl")
        NOT_SPECIFIED = "9", _("not specified")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="pupils")
    key = models.CharField(max_length=64)
    eckid = models.CharField(max_length=200, blank=True)
    call_name = models.CharField(_("first name"), max_length=NAME_LENGTH)
    prefix = models.CharField(_("prefix"), max_length=30, blank=True)
    last_name = models.CharField(_("last name"), max_length=NAME_LENGTH)
    first_names = models.CharField(_("first names"), max_length=200, blank=True)
    initials = models.CharField(_("initials"), max_length=30, blank=True)
    birth_date = models.DateField(_("date of birth"), null=True, blank=True)
    gender = models.CharField(max_length=1, choices=Gender.choices, default=Gender.UNKNOWN)
    year_group = models.CharField(max_length=4, blank=True)
    sort_name = models.CharField(max_length=400)
    search_name = models.CharField(max_length=400)
    starts_on = models.DateField(null=True, blank=True)
    left_on = models.DateField(null=True, blank=True)
    missing_since = models.DateField(null=True, blank=True)
    siblings = models.ManyToManyField("self", blank=True)

    objects = PupilQuerySet.as_manager()

    class Meta:
        ordering = ["sort_name", "pk"]
        permissions = [("view_dossier", "May open this pupil's dossier")]
        constraints = [
            models.UniqueConstraint(fields=["school", "key"], name="schools_pupil_key"),
            models.UniqueConstraint(
                fields=["school", "eckid"], name="schools_pupil_eckid", condition=~Q(eckid="")
            ),
        ]
        indexes = [models.Index(fields=["school", "sort_name"], name="schools_pupil_sort")]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        """The name as people say it: 'Zoë van Dijk'."""
        return " ".join(part for part in (self.call_name, self.prefix, self.last_name) if part)


class Placement(models.Model):
    """A pupil in a group from a day until a day. Moving closes one and opens another."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="placements")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="placements")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=_PERIOD, name="schools_placement_period"),
            models.UniqueConstraint(
                fields=["pupil", "group"], name="schools_placement_open", condition=Q(ends_on=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pupil_id} {self.group_id}"


class StaffMember(models.Model):
    """Somebody whom the pupil administration names as staff. A person gives the account and the role."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="staff")
    key = models.CharField(max_length=64)
    eckid = models.CharField(max_length=200, blank=True)
    call_name = models.CharField(_("first name"), max_length=NAME_LENGTH, blank=True)
    initials = models.CharField(_("initials"), max_length=30, blank=True)
    prefix = models.CharField(_("prefix"), max_length=30, blank=True)
    last_name = models.CharField(_("last name"), max_length=NAME_LENGTH)
    email = models.EmailField(blank=True)
    role_codes = models.CharField(max_length=100, blank=True)
    sort_name = models.CharField(max_length=400)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="staff_records",
    )
    missing_since = models.DateField(null=True, blank=True)

    objects = StaffQuerySet.as_manager()

    class Meta:
        ordering = ["sort_name", "pk"]
        constraints = [models.UniqueConstraint(fields=["school", "key"], name="schools_staff_key")]

    def __str__(self) -> str:
        first = self.call_name or self.initials
        return " ".join(part for part in (first, self.prefix, self.last_name) if part)


class GroupTeacher(models.Model):
    """A member of staff teaches a group from a day until a day: the 'own group' of R1."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="teachers")
    staff = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="teaches")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    objects = OfSchoolQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=_PERIOD, name="schools_groupteacher_period"),
            models.UniqueConstraint(
                fields=["group", "staff"],
                name="schools_groupteacher_open",
                condition=Q(ends_on=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.staff_id} {self.group_id}"


class Membership(models.Model):
    """A role of a person at one school, or (without a school) at every school of the board."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships"
    )
    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="memberships")
    school = models.ForeignKey(
        School, null=True, blank=True, on_delete=models.PROTECT, related_name="memberships"
    )
    role = models.CharField(_("role"), max_length=30, choices=Role.choices)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=_PERIOD, name="schools_membership_period"),
            models.CheckConstraint(
                condition=Q(role__in=Role.values), name="schools_membership_role"
            ),
            # A role that may see children belongs to one school at a time, never to a whole board.
            models.CheckConstraint(
                condition=Q(school__isnull=False)
                | Q(role__in=[Role.BESTUUR, Role.BESTUURSONDERSTEUNER, Role.BEHEERDER]),
                name="schools_membership_wide",
            ),
            models.UniqueConstraint(
                fields=["user", "board", "school", "role"],
                name="schools_membership_open",
                condition=Q(ends_on=None),
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role}"


class Guardian(models.Model):
    """A parent or carer of one pupil. The portal needs gezag (BW 1:377c), running dates and no block."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="guardians")
    name = models.CharField(_("name"), max_length=200)
    relation = models.CharField(_("relation to the child"), max_length=100)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    gezag = models.BooleanField("gezag", default=False)
    portal_blocked = models.BooleanField(_("portal blocked"), default=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="guardianships",
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)

    objects = GuardianQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=_PERIOD, name="schools_guardian_period"),
            models.UniqueConstraint(
                fields=["pupil", "user"],
                name="schools_guardian_user",
                condition=Q(user__isnull=False, ends_on=None),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Partner(models.Model):
    """Whom a school can call: an entry of the sociale kaart (K1). Never the data of a child or parent."""

    class Kind(models.TextChoices):
        VEILIG_THUIS = "veilig_thuis", _("Veilig Thuis")
        POLICE = "police", _("Police")
        GGD = "ggd", _("GGD, youth doctor")
        TEAM = "team", _("Neighbourhood team, CJG or JGT")
        INSPECTORATE = "inspectorate", _("Vertrouwensinspecteur")
        CRISIS = "crisis", _("Calamity team")
        OTHER = "other", _("Somebody else")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="partners")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    name = models.CharField(_("name"), max_length=200)
    phone = models.CharField(_("telephone"), max_length=40)
    email = models.EmailField(_("e-mail"), blank=True, default="")
    hours = models.CharField(_("when to reach"), max_length=200, blank=True, default="")
    note = models.CharField(_("what for"), max_length=300, blank=True, default="")
    checked_on = models.DateField(_("last checked"))
    archived_at = models.DateTimeField(null=True, blank=True)

    objects = PartnerQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "name"]
        indexes = [models.Index(fields=["school"], name="schools_partner_school")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(phone=""), name="schools_partner_reachable"
            )
        ]

    def __str__(self) -> str:
        return self.name


class PupilGrant(ObjectGrant):
    """A stand-in or external may open one dossier until a day."""

    content_object = models.ForeignKey(Pupil, on_delete=models.CASCADE, related_name="grants")

    class Meta(ObjectGrant.Meta):
        abstract = False


class SchoolImport(models.Model):
    """An uploaded EDEXML file between its preview and its confirmation. The file itself is not kept
    once it was applied; it lies encrypted in the row until then."""

    class State(models.TextChoices):
        PREVIEW = "preview", _("waits for confirmation")
        APPLIED = "applied", _("imported")
        CANCELLED = "cancelled", _("cancelled")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="imports")
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    uploaded_at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=20, choices=State.choices, default=State.PREVIEW)
    applied_at = models.DateTimeField(null=True, blank=True)
    counts = models.JSONField(default=dict)
    # Of each refused record the line, the element and the reason; never a value.
    refusals = models.JSONField(default=list)
    content = EncryptedTextField(blank=True, default="")

    objects = ImportQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.school_id} {self.uploaded_at:%Y-%m-%d}"
