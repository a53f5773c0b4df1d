"""`callcoach playbook` as a person runs it: written, edited, shared, taken in on another machine, settled."""

import json
import zipfile
from pathlib import Path

import pytest

from callcoach_desktop.cli.main import run

TRANSCRIPTS = Path(__file__).parents[1] / "data" / "transcripts"


@pytest.fixture
def command(home, capsys):
    """Runs a command on a library of a name; gives exit status, output, errors."""

    def runs(library, *arguments):
        status = run([*map(str, arguments), "--library", str(home / library)])
        told = capsys.readouterr()
        return status, told.out, told.err

    return runs


def added(command, library="mine", **more):
    options = {"--when": "objection:price", "--title": "Price: worth", "--say": "What is it worth to you?", **more}
    status, out, err = command(library, "playbook", "add", *(x for pair in options.items() for x in pair), "--json")
    assert status == 0, err
    return json.loads(out)


def test_an_entry_is_written_listed_edited_restored_and_deleted(command):
    made = added(command, **{"--why": "It is about value.", "--way": "reframe_value"})
    assert (made["situation"], made["version"]) == ({"kind": "objection", "about": "price"}, 1)
    assert made["since"]["state"] == "too_early"
    status, out, _ = command("mine", "playbook", "list", "worth value")
    assert status == 0
    assert "objection:price" in out
    assert "Price: worth" in out
    assert command("mine", "playbook", "list", "nothing such")[1] == ""
    status, out, _ = command("mine", "playbook", "edit", made["id"], "--say", "Compared with what?", "--json")
    assert (json.loads(out)["version"], json.loads(out)["why"]) == (2, "It is about value.")
    status, out, _ = command("mine", "playbook", "history", "Price: worth", "--json")
    assert [(v["version"], v["state"]) for v in json.loads(out)] == [(2, "current"), (1, "past")]
    assert "What is it worth" in command("mine", "playbook", "restore", made["id"], "1")[1]
    status, out, _ = command("mine", "playbook", "show", made["id"][:5])
    assert "Too early to tell" in out
    assert command("mine", "playbook", "delete", made["id"])[0] == 0
    status, out, err = command("mine", "playbook", "list")
    assert (status, out) == (0, "")
    assert "playbook proposals" in err


def test_an_example_is_a_stretch_of_a_call(command):
    sound = TRANSCRIPTS / "cold-call-cold-chain.vtt"
    status, out, _ = command("mine", "import", sound, "--rep", "Darren", "--json")
    call = json.loads(out)["call"]
    made = added(command, **{"--example": f"{call[:6]}@0:00-0:20"})
    example = made["examples"][0]
    assert (example["call"], example["start"], example["end"]) == (call, 0.0, 20.0)
    assert len(example["quote"].split()) > 3
    assert command("mine", "playbook", "add", "--when", "stage", "--say", "x", "--example", "nonsense")[0] == 2
    assert status == 0


def test_wrong_use_is_told(command):
    assert command("mine", "playbook", "add", "--say", "x")[0] == 2
    assert command("mine", "playbook", "add", "--when", "mood:bad", "--say", "x")[0] == 2
    status, _, err = command("mine", "playbook", "add", "--when", "objection:weather", "--say", "x")
    assert status == 1
    assert "is no objection" in err
    status, _, err = command("mine", "playbook", "show", "none")
    assert status == 1
    assert "no entry 'none'" in err
    assert command("mine", "playbook", "export", "--sound", "--redacted")[0] == 2
    assert command("mine", "playbook", "choose", added(command)["id"], "mine")[0] == 2
    status, _, err = command("mine", "playbook", "add", "--proposal", "objection:price/x")
    assert status == 1
    assert "not proposed" in err


def test_a_manager_hands_one_out_and_a_conflict_is_settled(command, home):
    made = added(command, "manager")
    file = home / "team.playbook"
    status, out, _ = command("manager", "playbook", "export", "-o", file, "--from", "Dana", "--json")
    assert json.loads(out) == {"path": str(file), "entries": 1}
    status, _, err = command("manager", "playbook", "export", "-o", file)
    assert status == 1
    assert "there already" in err
    status, out, _ = command("rep", "playbook", "import", file, "--dry-run", "--json")
    assert json.loads(out)["new"] == 1
    assert json.loads(command("rep", "playbook", "list", "--json")[1]) == []
    status, out, _ = command("rep", "playbook", "import", file)
    assert "team.playbook from Dana: 1 new" in out
    theirs = json.loads(command("rep", "playbook", "show", made["id"], "--json")[1])
    assert theirs["origin"]["who"] == "Dana"
    assert theirs["origin"]["file"] == "team.playbook"
    command("manager", "playbook", "edit", made["id"], "--say", "Hers.")
    command("rep", "playbook", "edit", made["id"], "--say", "Mine.")
    command("manager", "playbook", "export", "-o", file, "--force")
    status, out, _ = command("rep", "playbook", "import", file, "--json")
    assert json.loads(out)["conflicts"] == [made["id"]]
    assert "* has another version" in command("rep", "playbook", "list")[2]
    assert "Hers." in command("rep", "playbook", "show", made["id"])[1]
    status, out, _ = command("rep", "playbook", "choose", made["id"], "theirs", "--json")
    assert (json.loads(out)["say"], json.loads(out)["offered"]) == ("Hers.", [])


def test_a_bad_file_is_a_sentence_and_the_others_are_taken(command, home):
    added(command)
    good, bad = home / "good.playbook", home / "bad.playbook"
    command("mine", "playbook", "export", "-o", good)
    bad.write_bytes(good.read_bytes()[:-40])
    with zipfile.ZipFile(home / "foreign.playbook", "w") as archive:
        archive.writestr("../evil", b"x")
        archive.writestr("manifest.json", b"{}")
    files = (bad, home / "foreign.playbook", good)
    status, out, _ = command("rep", "playbook", "import", *files, "--json")
    assert status == 1
    told = [json.loads(line) for line in out.splitlines()]
    assert [one["status"] for one in told] == ["failed", "failed", "done"]
    assert "is not a whole CallCoach playbook" in told[0]["error"]
    assert "does not belong there" in told[1]["error"]
    assert not (home.parent / "evil").exists()
