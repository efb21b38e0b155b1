"""`make bench` on a tiny board: it fills, measures every page and task, and finds its data again."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def bench(var: Path, *arguments: str) -> tuple[str, str]:
    """Run it; returns what it said on standard output and on standard error."""
    command = [sys.executable, "-W", "ignore", "manage.py", "bench", "--repeat=1", *arguments]
    env = os.environ | {"SV_VAR": str(var), "DJANGO_SETTINGS_MODULE": "schoolsafety.settings.dev"}
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout, done.stderr


def test_bench_fills_a_board_measures_every_page_and_keeps_the_data(var: Path) -> None:
    out, said = bench(var, "--pupils=40")
    assert "Filling" in said
    assert "2 schools, 40 pupils" in out
    roles = ("leerkracht", "AF HGKM", "manager", "bestuur", "beheerder", "ouder")
    rows = [
        [cell.strip() for cell in line.split("|")[1:-1]]
        for line in out.splitlines()
        if line.startswith("|")
    ]
    measured = {(row[0], row[1]) for row in rows if len(row) == 9}
    assert {("Today", role) for role in roles} <= measured
    assert ("Dossier, 2,000 entries", "AF HGKM") in measured
    assert any(row[0].startswith("verify the audit log") for row in rows)
    assert all(int(row[2]) > 0 for row in rows if len(row) == 9 and row[2].isdigit())
    again, said = bench(var, "--pupils=40", "--only=figures")
    assert "Figures" in again
    assert "Filling" not in said
