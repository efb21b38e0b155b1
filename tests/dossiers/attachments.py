"""Makers of what files belong to, and of files with it."""

from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from core.ids import uuid7
from core.workdays import today
from dossiers import services
from dossiers.models import Attachment, ParentRequest, Talk
from dossiers.services.attachments import Owner
from tests.dossiers.helpers import make_contact, make_signal
from tests.factories import World


def upload(content: bytes = b"een brief", name: str = "brief.txt") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def attach(actor: Any, to: Any, *uploads: SimpleUploadedFile, **more: Any) -> list[Attachment]:
    values = {"key": uuid7(), "uploads": uploads or [upload()]} | more
    return services.attach_files(actor=actor, to=to, **values)


def make_owners(world: World) -> dict[str, Owner]:
    """Return one record of each kind that files may belong to."""
    about = {"school": world.school, "pupil": world.pupil}
    talk = Talk.objects.create(
        **about, author=world.teacher, kind="regular", planned_on=today(), goal="Praten."
    )
    request = ParentRequest.objects.create(
        **about,
        guardian=world.pupil.guardians.get(),
        filed_by=world.teacher,
        kind="add",
        way="spoken",
        received_on=today(),
        due_on=today() + timedelta(days=28),
        remind_on=today() + timedelta(days=21),
        text="Ons verhaal erbij.",
    )
    return {
        "signal": make_signal(world.teacher, world.pupil),
        "contact": make_contact(world.teacher, world.pupil),
        "talk": talk,
        "request": request,
    }


def make_filed(world: World) -> dict[str, Any]:
    """Return one record of each kind, and under `file` one file."""
    made = make_owners(world)
    return {**made, "file": attach(world.teacher, made["signal"])[0]}
