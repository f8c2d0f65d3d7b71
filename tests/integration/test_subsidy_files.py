"""Files that firms send in: what they are, where they stand, who gets them, and what the scanner says."""

import io
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st

from tests import subsidies as props
from tests import subsidy_firm as firm
from tests.cast import client_of
from trede.core.errors import InputError
from trede.journal import clock
from trede.journal.models import Event
from trede.privacy.looks import VIEWED
from trede.subsidies import files
from trede.subsidies.applying.emptying import scan_again
from trede.subsidies.models import Upload
from trede.web.middleware import MAXIMUM_UPLOAD

PNG = b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" + b"\0\0\0\x01\0\0\0\x01\x08\x02\0\0\0\x90wS\xde"
JPEG = b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0" + b"\0" * 40 + b"\xff\xd9"


@pytest.fixture(autouse=True)
def _folder(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.EMAIL_HOST = "mail.example"
    settings.VAR = tmp_path
    with clock.at(props.OPENED):
        yield


def packed(**parts: str) -> bytes:
    """Return an archive with these parts; `__` stands for a slash and `_` for a dot."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), content)
    return kept.getvalue()


DOCX = packed(word__document_xml="<a/>")
XLSX = packed(xl__workbook_xml="<a/>")
ODT = packed(mimetype="application/vnd.oasis.opendocument.text")


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (firm.PDF, "a.pdf"),
        (PNG, "a.PNG"),
        (JPEG, "foto.jpeg"),
        (DOCX, "a.docx"),
        (XLSX, "a.xlsx"),
        (ODT, "a.odt"),
    ],
)
def test_what_people_send_is_taken(content: bytes, name: str) -> None:
    kept = files.store(name, content)
    place = files.folder() / kept.stored_as
    assert place.read_bytes() == content
    assert place.stat().st_mode & 0o077 == 0, "nobody else on this machine reads it"
    assert name.lower() not in kept.stored_as
    assert (kept.name, kept.size, kept.scan) == (name, len(content), "not-scanned")


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "leeg.pdf"),
        (b"<html><script>alert(1)</script></html>", "a.pdf"),
        (b"MZ\x90\0" + b"\0" * 100, "a.pdf"),
        (firm.PDF, "a.exe"),
        (firm.PDF, "a.png"),
        (PNG, "a.pdf"),
        (packed(word__document_xml="<a/>", word__vbaProject_bin="x"), "a.docx"),
        (packed(elders_txt="x"), "a.docx"),
        (packed(mimetype="application/zip"), "a.odt"),
        (b"PK\x03\x04 half", "a.docx"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "a.svg"),
        (b"%PDF-" + b"\0" * files.MOST_BYTES, "a.pdf"),
    ],
)
def test_what_it_is_decides_and_not_what_it_is_called(content: bytes, name: str) -> None:
    with pytest.raises(InputError) as refused:
        files.store(name, content)
    assert refused.value.code == "file"
    assert not list(files.folder().iterdir()), "nothing stays behind"


@given(st.text(max_size=400), st.binary(max_size=60))
def test_a_name_is_only_shown_and_any_bytes_are_looked_at(name: str, content: bytes) -> None:
    shown = files.shown_name(name)
    assert 0 < len(shown) <= files.NAME_LENGTH
    assert shown.isprintable()
    assert not set(shown) & set('/\\<>:"|?*;')
    assert files.kind_of(content) in {None, *files.ALLOWED}


def test_a_path_is_only_a_name_that_we_gave() -> None:
    for name in ("../settings.py", "a" * 63, "A" * 64, "", "/etc/passwd"):
        with pytest.raises(ValueError, match="no name"):
            files.remove(name)


@pytest.mark.parametrize(("code", "said"), [(0, "clean"), (1, ""), (2, "waiting")])
def test_the_command_of_the_operator_decides(settings: Any, code: int, said: str) -> None:
    settings.FILE_SCAN = f"{sys.executable} -c 'import sys; open(sys.argv[1]).read(4); sys.exit({code})'"
    if said:
        assert files.store("a.pdf", firm.PDF).scan == said
        return
    with pytest.raises(InputError, match="niet veilig"):
        files.store("a.pdf", firm.PDF)
    assert not list(files.folder().iterdir())


def test_a_command_that_is_not_there_lets_the_file_wait(settings: Any) -> None:
    settings.FILE_SCAN = "/nergens/scan --quiet"
    assert files.store("a.pdf", firm.PDF).scan == "waiting"


@pytest.mark.django_db
def test_a_file_comes_back_as_something_to_save() -> None:
    client, _ = firm.browser()
    place = firm.begin(client)
    assert firm.upload(client, f"{place}/bestanden", "quote", name="mijn offerte; é.pdf").status_code == 303
    row = Upload.objects.get()
    answer = client.get(f"{place}/bestanden/{row.pk}")
    assert answer.content == firm.PDF
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "no-store" in answer["Cache-Control"]
    files.remove(row.stored_as)
    assert client.get(f"{place}/bestanden/{row.pk}").status_code == 404


@pytest.mark.django_db
def test_a_file_can_be_taken_off_a_draft_and_not_off_what_was_sent(
    django_capture_on_commit_callbacks: Any,
) -> None:
    client, _ = firm.browser()
    place = firm.begin(client)
    firm.fill(client, place)
    row = Upload.objects.filter(document="quote").get()
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(f"{place}/bestanden/{row.pk}/weg").status_code == 303
    assert not (files.folder() / row.stored_as).exists()
    assert client.post(f"{place}/bestanden/{row.pk}/weg").status_code == 404
    firm.sign(client, place)
    other = Upload.objects.filter(document="bank").get()
    client.post(f"{place}/bestanden/{other.pk}/weg")
    assert (files.folder() / other.stored_as).exists()
    assert firm.upload(client, f"{place}/bestanden", "quote")["Location"] == place, "nothing is asked"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("document", "content", "name", "field"),
    [
        ("nergens", firm.PDF, "a.pdf", "document"),
        ("", firm.PDF, "a.pdf", "document"),
        ("quote", b"x", "a.pdf", "file"),
        ("quote", b"%PDF-" + b"\0" * files.MOST_BYTES, "a.pdf", "file"),
    ],
)
def test_a_refused_file_says_why_beside_the_field(document: str, content: bytes, name: str, field: str) -> None:
    client, _ = firm.browser()
    place = firm.begin(client)
    answer = firm.upload(client, f"{place}/bestanden", document, content, name)
    assert answer.status_code == 422
    assert f'id="f-{field}-e"' in answer.content.decode()
    assert not Upload.objects.exists()


@pytest.mark.django_db
def test_there_is_a_most_and_what_is_too_large_is_not_read() -> None:
    client, _ = firm.browser()
    place = firm.begin(client)
    large: Any = client.post(f"{place}/bestanden", {"file": SimpleUploadedFile("a.pdf", b"\0" * MAXIMUM_UPLOAD)})
    assert large.status_code == 413
    elsewhere: Any = client.post(f"{place}/begroting", {"file": SimpleUploadedFile("a.pdf", b"\0" * 300_000)})
    assert elsewhere.status_code == 413
    client.cookies.clear()
    stranger: Any = client.post(f"{place}/bestanden", {"file": SimpleUploadedFile("a.pdf", b"\0" * 300_000)})
    assert stranger.status_code == 413, "only who is logged in sends files"


@pytest.mark.django_db
def test_forty_files_are_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    client, _ = firm.browser()
    place = firm.begin(client)
    monkeypatch.setattr(files, "MOST_FILES", 1)
    assert firm.upload(client, f"{place}/bestanden", "quote").status_code == 303
    assert firm.upload(client, f"{place}/bestanden", "bank").status_code == 422
    assert Upload.objects.count() == 1
    assert len(list(files.folder().iterdir())) == 1, "what is refused leaves no file behind"


@pytest.mark.django_db
@pytest.mark.parametrize(("code", "status"), [(0, 200), (1, 404), (2, 404)])
def test_a_file_that_waits_is_looked_at_again(
    settings: Any, django_capture_on_commit_callbacks: Any, code: int, status: int
) -> None:
    settings.FILE_SCAN = "/nergens/scan"
    client, _ = firm.browser()
    place = firm.begin(client)
    assert firm.upload(client, f"{place}/bestanden", "quote").status_code == 303
    row = Upload.objects.get()
    assert client.get(f"{place}/bestanden/{row.pk}").status_code == 404, "nobody gets it before the scanner answers"
    settings.FILE_SCAN = f"{sys.executable} -c 'import sys; sys.exit({code})'"
    with django_capture_on_commit_callbacks(execute=True):
        assert scan_again() == (1 if code < 2 else 0)
    assert client.get(f"{place}/bestanden/{row.pk}").status_code == status
    assert (files.folder() / row.stored_as).exists() == (code != 1)


@pytest.mark.django_db
def test_the_desk_saves_a_file_and_the_firm_reads_that_it_looked() -> None:
    _, place = firm.applied()
    made = firm.of(place)
    row = made.uploads.get(document="quote")
    desk = client_of("officer")
    assert f"/balie/subsidie/{made.pk}/bestand/{row.pk}" in desk.get(f"/balie/subsidie/{made.pk}").content.decode()
    answer = desk.get(f"/balie/subsidie/{made.pk}/bestand/{row.pk}")
    assert answer.content == firm.PDF
    assert answer["Content-Disposition"].startswith("attachment")
    other = firm.applied()[1]
    assert desk.get(f"/balie/subsidie/{firm.of(other).pk}/bestand/{row.pk}").status_code == 404
    assert client_of("adviser").get(f"/balie/subsidie/{made.pk}/bestand/{row.pk}").status_code == 403
    assert Event.objects.filter(type=VIEWED, firm=made.firm_id).exists()
