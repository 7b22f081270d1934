"""``journal prune``: what two people see and type, a machine that dies, and what comes after."""

import signal

import mortals
import pruning
import pytest
from databases import as_role
from houses import PASSWORD

from journal.cli import verify_log

PRUNE = ("prune", "--as", "lone", "--second", "birgit")
TYPED = [PASSWORD, PASSWORD]
STEPS = [
    ("journal.services.retention", "confirm", 0),
    ("journal.services.retention", "approve", 0),
    ("journal.request.retention", "sign_checkpoint", 0),
    ("journal.services.retention", "carry_out", 0),
    ("journal.store.retention", "erase", 0),
    ("journal.store.retention", "_drop_reviews", 0),
    ("journal.store.retention", "wipe", 0),
]


@pytest.fixture
def here(house, clock, case_id, sign_in, write, read, settings):
    """Tell a story that is old enough; return a terminal on its house, at its time."""
    pruning.tell(house, clock, case_id, (sign_in, write, read))
    folder = settings.config_dir.parent
    urls = (settings.database_url, settings.owner_database_url)
    return pruning.terminal_at(folder, clock, *urls)


@pytest.fixture
def count(ask):
    """Return a function that counts the events that are there."""
    return lambda: ask("SELECT count(*) AS n FROM audit_entry")[0].n


@pytest.fixture
def kept(here, tmp_path):
    """Return the file of a checkpoint that somebody kept since before."""
    (tmp_path / "kept").write_text(here.run("anchor").output)
    return str(tmp_path / "kept")


def test_two_people_see_what_goes_and_it_goes(here, count, case_id):
    """How many, until which day, what stays; then it is done, and the log is sound."""
    before = count()
    looked = here.run("prune", "--look")
    after_look = count()
    done = here.run(*PRUNE, typed=TYPED)
    again = here.run(*PRUNE, typed=TYPED)

    assert (0, 0, 0) == (looked.exit_code, done.exit_code, again.exit_code), done.output
    assert before == after_look > count()
    for line in ("These go for good: ", " events until 02-03-2026", "stay whole: ", "The hash of"):
        assert line in looked.output
        assert line in done.output
    assert "Erased for good: " in done.output
    assert "were erased when their time was over; their hashes count." in done.output
    assert "Nothing else is old enough" in again.output
    shown = here.run("case", "show", str(case_id), "--as", "anna", typed=[PASSWORD])
    assert 0 == shown.exit_code, shown.output


@pytest.mark.parametrize(
    ("who", "typed"),
    [
        (("--as", "anna", "--second", "birgit"), TYPED),
        (("--as", "lone", "--second", "lone"), TYPED),
        (("--as", "lone", "--second", "birgit"), ["wrong wrong wrong"]),
        (("--as", "lone", "--second", "birgit"), [PASSWORD, "wrong wrong wrong"]),
    ],
    ids=["no leader", "one person twice", "wrong password", "second wrong password"],
)
def test_it_takes_a_leader_and_a_second_colleague(who, typed, here, ask):
    """Until both have agreed nothing goes."""
    result = here.run("prune", *who, typed=typed)

    assert 0 != result.exit_code
    assert 0 == ask("SELECT pruned FROM audit_head")[0].pruned
    assert [] == ask("SELECT 1 FROM audit_entry WHERE act = 'retention.prune'")


def test_nothing_goes_from_a_log_that_is_not_sound(here, unlock_log, tamper, count):
    """It is evidence then."""
    unlock_log()
    tamper("UPDATE audit_entry SET act = 'logout' WHERE act = 'note.read'")
    before = count()
    result = here.run(*PRUNE, typed=TYPED)

    assert (1, before) == (result.exit_code, count())
    assert "The log is not what was signed" in result.output


@pytest.mark.half
@pytest.mark.parametrize("step", STEPS, ids=lambda step: f"{step[1]}")
def test_a_pruning_that_is_killed(step, here, kept, count, ask, clock):
    """Everything is there or all of it is gone; the next run ends what two agreed to."""
    before = count()
    done = killed(here, step, clock())
    verified = here.run("verify", "--checkpoint", kept)
    pruned = ask("SELECT pruned FROM audit_head")[0].pruned
    left = count()
    is_agreed = ask("SELECT 1 FROM audit_entry WHERE act = 'retention.prune'")
    again = here.run(*PRUNE, typed=[] if is_agreed and not pruned else TYPED)

    assert -signal.SIGKILL == done.returncode, done.stdout
    assert "TAMPERED" not in verified.output, verified.output
    assert (left < before) == (pruned > 0) == (step[1] == "wipe")
    assert 0 == again.exit_code, again.output
    assert 0 < ask("SELECT pruned FROM audit_head")[0].pruned
    assert 1 == len(ask("SELECT 1 FROM audit_entry WHERE act = 'retention.prune'"))
    assert "TAMPERED" not in here.run("verify", "--checkpoint", kept).output


def killed(terminal, step, now):
    """Type the command in a process of its own that dies at a step."""
    told = {
        "folder": str(terminal.folder),
        "environ": terminal.environ,
        "now": now.isoformat(),
        "words": PRUNE,
        "typed": TYPED,
    } | dict(zip(("module", "name", "count"), step, strict=True))
    return mortals.live("dying_commands", told, terminal.folder.parent)


def test_outsiders_check_a_pruned_log_with_what_they_kept(here, kept, tmp_path, ask, capsys):
    """The export is sound, and says what is not available; an erased event has its hash."""
    (row,) = ask(
        "SELECT e.id FROM audit_entry e JOIN audit_leaf l ON l.entry_id = e.id "
        "WHERE act = 'note.read' ORDER BY seq LIMIT 1"
    )
    reference = row.id.hex if hasattr(row.id, "hex") and not callable(row.id.hex) else row.id.hex()
    words = ("prove", reference, "--checkpoint", kept, "--to")
    given = here.run(*words, str(tmp_path / "before"))
    here.run(*PRUNE, typed=TYPED)
    exported = here.run("export-log", str(tmp_path / "log"))
    erased = here.run(*words, str(tmp_path / "entry"))

    assert (0, 0, 0) == (given.exit_code, exported.exit_code, erased.exit_code), erased.output
    assert "Only its hash is left to prove" in erased.output
    assert not (tmp_path / "entry/event.json").exists()
    assert 0 == verify_log.main(["log", str(tmp_path / "log"), "--witness", kept])
    assert "Erased / Slettet: of the first " in capsys.readouterr().out
    assert 0 == verify_log.main(["entry", str(tmp_path / "entry"), "--witness", kept])
    assert "only its hash" in capsys.readouterr().out
    # Whoever kept the bytes puts them beside the new proof, and needs nobody's word for the hash.
    (tmp_path / "entry/leaf").unlink()
    (tmp_path / "entry/event.json").write_bytes((tmp_path / "before/event.json").read_bytes())
    for folder in ("before", "entry"):
        assert 0 == verify_log.main(["entry", str(tmp_path / folder), "--witness", kept])
    assert "only its hash" not in capsys.readouterr().out


def test_a_timer_says_when_it_is_due_and_does_nothing(here, clock, count, house):
    """Three months after something could go; never by itself."""
    early = here.run("run-due")
    clock.advance(days=70)
    before = ["journal prune" in early.output, count()]
    late = here.run("run-due")

    assert "older than it shall be kept: journal prune" in late.output
    assert not before[0]
    assert [] == [line for line in late.output.splitlines() if "Erased" in line]
    assert count() >= before[1]


def test_a_pruned_house_is_backed_up_tried_and_restored(
    request, here, tmp_path, engine_name, clock, case_id
):
    """The copy holds what the house holds, and is as sound."""
    here.run(*PRUNE, typed=TYPED)
    disks = (str(tmp_path / "one"), "--shares", str(tmp_path / "two"))
    empty = "" if engine_name == "sqlite" else request.getfixturevalue("postgres_url")
    taken = here.run("backup", *disks)
    tried = here.run("drill", *disks, JOURNAL_DRILL_DATABASE_URL=empty)
    there = pruning.terminal_at(tmp_path / "other", clock, empty and as_role(empty), empty)
    for name in ("secret/kek-root.key", "state/signer/log.key"):
        path = there.folder / name
        path.parent.mkdir(parents=True, mode=0o700)
        path.write_bytes((here.folder / name).read_bytes())
        path.chmod(0o400)
    (there.folder / "config").mkdir()
    backup = max((tmp_path / "one").iterdir())
    restored = there.run(
        *("restore", str(backup), *disks[1:], "--as", "lone", "--second", "birgit"), typed=TYPED
    )
    shown = there.run("case", "show", str(case_id), "--as", "anna", typed=[PASSWORD])

    assert 0 == taken.exit_code, taken.output
    assert 0 == tried.exit_code, tried.output
    assert 0 == restored.exit_code, restored.output
    assert 0 == shown.exit_code, shown.output
    assert "TAMPERED" not in there.run("verify").output
    assert "were erased when" in there.run("verify").output
