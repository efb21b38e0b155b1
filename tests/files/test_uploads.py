"""Receiving and choosing files: what is too much is read and dropped, and the other fields arrive."""

from typing import Any

import pytest
from django.core.files.uploadedfile import InMemoryUploadedFile, SimpleUploadedFile
from django.http import QueryDict
from django.test import RequestFactory
from django.utils.datastructures import MultiValueDict

from core.ids import uuid7
from files import limits
from files.forms import ACCEPT, UploadField, UploadForm, UploadsField
from files.uploads import LimitedUploadHandler

pytestmark = pytest.mark.postgres_free


class _Form(UploadForm):
    one = UploadField(required=False)
    several = UploadsField(most=3, required=False)


def received(**data: Any) -> Any:
    request = RequestFactory().post("/", data)
    request.upload_handlers = [LimitedUploadHandler(request)]
    return request


def sized(size: int, name: str = "a.txt") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, b"x" * size)


def test_file_over_the_limit_is_dropped_and_the_fields_behind_it_arrive() -> None:
    request = received(file=sized(limits.MAX_BYTES + 1), after="er nog")
    file = request.FILES["file"]
    assert file.size > limits.MAX_BYTES
    assert file.read() == b""
    assert request.POST["after"] == "er nog"


def test_files_within_the_limits_stay_in_memory_whatever_their_size() -> None:
    file = received(file=sized(limits.MAX_BYTES)).FILES["file"]
    assert isinstance(file, InMemoryUploadedFile)
    assert len(file.read()) == limits.MAX_BYTES


def test_request_keeps_no_more_than_its_limit_in_all() -> None:
    count = limits.MAX_REQUEST_BYTES // limits.MAX_BYTES + 1
    files = received(file=[sized(limits.MAX_BYTES) for _ in range(count)]).FILES.getlist("file")
    assert sum(len(file.read()) for file in files) <= limits.MAX_REQUEST_BYTES
    assert files[-1].size > limits.MAX_BYTES


def filled(**files: Any) -> _Form:
    data = QueryDict(mutable=True)
    data["key"] = str(uuid7())
    listed = {name: one if isinstance(one, list) else [one] for name, one in files.items()}
    return _Form(data, MultiValueDict(listed))


def test_several_files_come_as_a_list_and_none_as_an_empty_one() -> None:
    form = filled(several=[sized(1), sized(2)])
    assert form.is_valid(), form.errors
    assert [one.size for one in form.cleaned_data["several"]] == [1, 2]
    empty = filled()
    assert empty.is_valid(), empty.errors
    assert (empty.cleaned_data["several"], empty.cleaned_data["one"]) == ([], None)


@pytest.mark.parametrize(
    ("files", "field"),
    [
        ({"one": sized(limits.MAX_BYTES + 1)}, "one"),
        ({"one": sized(0)}, "one"),
        ({"several": [sized(1), sized(limits.MAX_BYTES + 1)]}, "several"),
        ({"several": [sized(1), sized(0)]}, "several"),
        ({"several": [sized(1)] * 4}, "several"),
    ],
)
def test_size_and_number_are_told_beside_the_field(files: dict[str, Any], field: str) -> None:
    form = filled(**files)
    assert not form.is_valid()
    assert form.errors.keys() == {field}


def test_form_names_the_kinds_and_says_again_when_it_comes_back() -> None:
    assert f'accept="{ACCEPT}"' in str(_Form()["one"])
    assert "multiple" in str(_Form()["several"])
    assert "heic" not in ACCEPT
    assert "opnieuw" not in str(_Form().fields["one"].help_text)
    assert "opnieuw" in str(filled().fields["one"].help_text)
