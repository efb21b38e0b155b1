"""Addresses hold ids, never a name."""

from django.urls import path

from schools.views import access, beheer, groups, guardians, importing, partners, pupils, staff

app_name = "schools"
_person = "beheer/scholen/<int:school>/mensen/<int:user>/"
urlpatterns = [
    path("leerlingen/", pupils.PupilsView.as_view(), name="pupils"),
    path("leerlingen/<uuid:pupil>/toegang/", access.AccessView.as_view(), name="access"),
    path("toegang/<uuid:pk>/beeindigen/", access.AccessEndView.as_view(), name="access_end"),
    path("sociale-kaart/", partners.PartnerSchoolsView.as_view(), name="partner_schools"),
    path("sociale-kaart/<int:school>/", partners.PartnersView.as_view(), name="partners"),
    path(
        "sociale-kaart/<int:school>/nieuw/", partners.PartnerAddView.as_view(), name="partner_add"
    ),
    path(
        "sociale-kaart/nummer/<uuid:pk>/",
        partners.PartnerCorrectView.as_view(),
        name="partner_correct",
    ),
    path(
        "sociale-kaart/nummer/<uuid:pk>/klopt/",
        partners.PartnerCheckView.as_view(),
        name="partner_check",
    ),
    path(
        "sociale-kaart/nummer/<uuid:pk>/weg/",
        partners.PartnerArchiveView.as_view(),
        name="partner_archive",
    ),
    path("beheer/", beheer.BeheerView.as_view(), name="beheer"),
    path("beheer/import/", importing.ImportUploadView.as_view(), name="import_new"),
    path("beheer/import/<uuid:pk>/", importing.ImportPreviewView.as_view(), name="import_preview"),
    path(
        "beheer/import/<uuid:pk>/resultaat/",
        importing.ImportResultView.as_view(),
        name="import_result",
    ),
    path(
        "beheer/import/<uuid:pk>/annuleren/",
        importing.ImportCancelView.as_view(),
        name="import_cancel",
    ),
    path("beheer/scholen/<int:school>/naam/", beheer.SchoolNameView.as_view(), name="school_name"),
    path(
        "beheer/scholen/<int:school>/ouders-lezen/",
        beheer.DisclosureDaysView.as_view(),
        name="disclosure_days",
    ),
    path(
        "beheer/scholen/<int:school>/bewaren/",
        beheer.CaseRetentionView.as_view(),
        name="case_retention",
    ),
    path("beheer/scholen/<int:school>/personeel/", staff.StaffView.as_view(), name="staff"),
    path(
        "beheer/scholen/<int:school>/personeel/nieuw/",
        staff.PersonAddView.as_view(),
        name="person_add",
    ),
    path(
        "beheer/personeel/<int:pk>/account/", staff.StaffAccountView.as_view(), name="staff_account"
    ),
    path(_person, staff.PersonView.as_view(), name="person"),
    path(f"{_person}rol/", staff.RoleGiveView.as_view(), name="role_give"),
    path(f"{_person}gegevens/", staff.AccountChangeView.as_view(), name="account_change"),
    path(f"{_person}link/", staff.PasswordLinkView.as_view(), name="password_link"),
    path(f"{_person}sluiten/", staff.AccountCloseView.as_view(), name="account_close"),
    path(f"{_person}openen/", staff.AccountOpenView.as_view(), name="account_open"),
    path("beheer/rollen/<int:pk>/", staff.RoleChangeView.as_view(), name="role_change"),
    path("beheer/rollen/<int:pk>/beeindigen/", staff.RoleEndView.as_view(), name="role_end"),
    path("beheer/scholen/<int:school>/groepen/", groups.GroupsView.as_view(), name="groups"),
    path(
        "beheer/groepen/<int:pk>/leerkracht/", groups.GroupTeacherView.as_view(), name="teacher_set"
    ),
    path(
        "beheer/leerkrachten/<int:pk>/beeindigen/",
        groups.GroupTeacherEndView.as_view(),
        name="teacher_end",
    ),
    path("beheer/scholen/<int:school>/leerlingen/", pupils.RegistryView.as_view(), name="registry"),
    path(
        "beheer/leerlingen/<uuid:pupil>/ouders/",
        guardians.GuardiansView.as_view(),
        name="guardians",
    ),
    path(
        "beheer/leerlingen/<uuid:pupil>/ouders/nieuw/",
        guardians.GuardianAddView.as_view(),
        name="guardian_add",
    ),
    path(
        "beheer/ouders/<uuid:pk>/", guardians.GuardianChangeView.as_view(), name="guardian_change"
    ),
    path(
        "beheer/ouders/<uuid:pk>/portaal/",
        guardians.PortalAccountView.as_view(),
        name="guardian_account",
    ),
    path(
        "beheer/ouders/<uuid:pk>/beeindigen/",
        guardians.GuardianEndView.as_view(),
        name="guardian_end",
    ),
    path(
        "beheer/ouders/<uuid:pk>/blokkeren/",
        guardians.PortalBlockView.as_view(),
        name="portal_block",
    ),
    path(
        "beheer/ouders/<uuid:pk>/deblokkeren/",
        guardians.PortalUnblockView.as_view(),
        name="portal_unblock",
    ),
]
