"""A backup goes into any empty database and comes out the same, also from one kind of database to the other."""

import json
import os
import stat
import subprocess
import sys
import threading
import zipfile
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connection, connections

from tests.cast import CAST, SYSTEM, bakker, member
from trede.accounts import actions as accounts
from trede.core.errors import InputError, OutOfOrder
from trede.journal.actions import Actor
from trede.journal.models import Event
from trede.privacy.backup import last_number, models_to_keep, snapshot, write_backup
from trede.privacy.fields import house_models
from trede.privacy.restore import restore, verify
from trede.scan.actions import complete_scan, discard_scan
from trede.scan.models import ScanResult

ROOT = Path(__file__).resolve().parents[2]
FILL = """
from trede.config.start import start_django
start_django(database=False)
from django.core.management import call_command
call_command("migrate", verbosity=0)
from tests.cast import CAST, bakker, jansen, member
from trede.companies.actions import add_contact
from trede.journal.actions import Actor
from trede.scan.actions import complete_scan, discard_scan
for key in CAST:
    member(key)
bakker(), jansen()
add_contact(by=member("adviser").actor(), firm=bakker(), name="Renée Ünal – 日本", email="renee@bakker.example")
first = complete_scan(by=Actor.anonymous(), answers="CCCCDDD")
complete_scan(by=Actor.anonymous(), answers="DDDDDDD", previous=first)
discard_scan(by=Actor.anonymous(), result=complete_scan(by=Actor.anonymous(), answers="AAAAAAA"))
"""


class Installation:
    """A state folder and a database of its own, used from outside as an operator does."""

    def __init__(self, folder: Path, database: str = "") -> None:
        folder.mkdir()
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("TREDE_", "DATABASE_"))}
        self.environment = kept | {
            "TREDE_VAR": str(folder),
            "TREDE_SECRET_KEY": "only-for-tests",
            "DJANGO_SETTINGS_MODULE": "trede.config.settings",
            "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
        }
        if database:
            self.environment["DATABASE_URL"] = database

    def run(self, *commands: tuple[str, ...], before: str = "") -> str:
        """Run commands of Trede one after the other in one process; each has to succeed. Return what they print."""
        script = (
            f"{before}\nfrom trede.cli import main\nfor command in {commands!r}:\n    assert main(list(command)) == 0"
        )
        done = subprocess.run(
            [sys.executable, "-c", script], env=self.environment, cwd=ROOT, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


def contents(file: Path) -> dict[str, tuple[int, str, int]]:
    """Return rows, checksum and last number per table of a backup."""
    with zipfile.ZipFile(file) as archive:
        manifest = json.loads(archive.read("manifest.json"))
    return {table["model"]: (table["rows"], table["sha256"], table["last_number"]) for table in manifest["tables"]}


@pytest.fixture(scope="module")
def postgres() -> str:
    """Return the address of an empty PostgreSQL database."""
    import psycopg

    from tests.postgres import start

    server = os.environ.get("TEST_DATABASE_URL") or start()
    name = f"backup_{os.getpid()}"
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f"DROP DATABASE IF EXISTS {name}")
        admin.execute(f"CREATE DATABASE {name}")
    return urlsplit(server)._replace(path=f"/{name}").geturl()


def test_from_sqlite_to_postgresql_and_back_nothing_changes(tmp_path: Path, postgres: str) -> None:
    one, two, three = (str(tmp_path / name) for name in ("1.zip", "2.zip", "3.zip"))
    accounts_before = Installation(tmp_path / "first").run(("backup", one), ("account", "list"), before=FILL)
    there = contents(Path(one))
    assert there["companies.firm"][0] == 2
    assert there["scan.scanresult"][::2] == (2, 3), "two rows, three numbers given out"

    second = Installation(tmp_path / "second", postgres)
    second.run(("restore", one), ("restore", "--verify", one), ("backup", two))
    assert contents(Path(two)) == there

    third = Installation(tmp_path / "third")
    accounts_after = third.run(("restore", two), ("backup", three), ("account", "list"))
    assert contents(Path(three)) == there
    assert accounts_after.splitlines()[-len(CAST) :] == accounts_before.splitlines()[-len(CAST) :]


@pytest.fixture
def content(db: None) -> None:
    """Some of everything in the test database."""
    for key in CAST:
        member(key)
    bakker()
    first = complete_scan(by=Actor.anonymous(), answers="CCCCDDD")
    discard_scan(by=Actor.anonymous(), result=first)


@pytest.mark.usefixtures("content")
class TestOneDatabase:
    """What can be seen without a second database."""

    def test_a_backup_is_for_its_owner_only_and_never_replaces_another(self, tmp_path: Path) -> None:
        file = tmp_path / "b.zip"
        write_backup(file)
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert [path.name for path in tmp_path.iterdir()] == ["b.zip"]
        with pytest.raises(InputError, match="bestaat al"):
            write_backup(file)

    def test_every_table_of_the_house_is_in_it_but_the_short_lived(self, tmp_path: Path) -> None:
        write_backup(tmp_path / "b.zip")
        ours = {model._meta.label_lower for model in house_models()}
        assert ours - set(contents(tmp_path / "b.zip")) == {"web.bucket", "accounts.session"}

    def test_verify_names_what_differs(self, tmp_path: Path) -> None:
        file = tmp_path / "b.zip"
        write_backup(file)
        assert verify(file) == []
        accounts.change_details(by=SYSTEM, user=member("adviser"), name="Anders", language="nl")
        assert [line.split(":")[0] for line in verify(file)] == ["accounts.user", "journal.event"]

    def test_a_database_that_holds_anything_is_left_alone(self, tmp_path: Path) -> None:
        write_backup(tmp_path / "b.zip")
        with pytest.raises(OutOfOrder, match="niet leeg"):
            restore(tmp_path / "b.zip")

    def test_a_backup_of_a_newer_version_is_refused(self, tmp_path: Path) -> None:
        file = tmp_path / "b.zip"
        write_backup(file)
        change(file, lambda manifest: manifest["migrations"].append(["scan", "9999_future"]))
        with pytest.raises(OutOfOrder, match="nieuwere versie"):
            restore(file)

    def test_numbers_given_out_count_also_when_their_rows_are_gone(self) -> None:
        assert last_number(ScanResult) >= 1
        assert not ScanResult.objects.exists()

    @pytest.mark.parametrize("damage", ["cut", "text", "changed row", "no manifest", "missing"])
    def test_a_damaged_file_is_refused_before_anything_happens(self, tmp_path: Path, damage: str) -> None:
        file = tmp_path / "b.zip"
        write_backup(file)
        spoil(file, damage)
        for attempt in (verify, restore):
            with pytest.raises(InputError, match="geen hele reservekopie"):
                attempt(file)


def change(file: Path, edit: Any) -> None:
    """Let `edit` change the manifest of a backup."""
    with zipfile.ZipFile(file) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(parts["manifest.json"])
    edit(manifest)
    parts["manifest.json"] = json.dumps(manifest).encode()
    _write(file, parts)


def spoil(file: Path, damage: str) -> None:
    """Damage a backup."""
    with zipfile.ZipFile(file) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    if damage == "cut":
        file.write_bytes(file.read_bytes()[:-200])
    elif damage == "text":
        file.write_text("not a zip", encoding="utf-8")
    elif damage == "missing":
        file.unlink()
    elif damage == "no manifest":
        _write(file, {name: data for name, data in parts.items() if name != "manifest.json"})
    else:
        parts["tables/companies.firm.jsonl"] = parts["tables/companies.firm.jsonl"].replace(b"Bakker", b"Bakkar")
        _write(file, parts)


def _write(file: Path, parts: dict[str, bytes]) -> None:
    with zipfile.ZipFile(file, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)


@pytest.mark.django_db(transaction=True)
def test_a_snapshot_stops_nobody_and_sees_one_moment() -> None:
    complete_scan(by=Actor.anonymous(), answers="CCCCDDD")
    with snapshot():
        before = Event.objects.count()
        writer = threading.Thread(target=_write_elsewhere)
        writer.start()
        writer.join(timeout=8)
        assert not writer.is_alive(), "the backup kept somebody from writing"
        assert Event.objects.count() == before
        assert len(list(models_to_keep())) > 10
    assert Event.objects.count() == before + 1
    assert not connection.in_atomic_block


def _write_elsewhere() -> None:
    try:
        complete_scan(by=Actor.anonymous(), answers="DDDDDDD")
    finally:
        connections.close_all()
