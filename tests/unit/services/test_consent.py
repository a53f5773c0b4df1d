import pytest

from callcoach_desktop.domain.consent import Consent
from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.services.consent import REQUIRED, Consents
from callcoach_desktop.services.library import Library
from callcoach_desktop.store import calls
from callcoach_desktop.store.calls import NewCall

CALL = "abcdefghjkm2"


@pytest.fixture
def library(home):
    with Library.open(home / "library") as opened:
        new = NewCall(CALL, "Harrow Ridge", "2026-11-24T14:00:00", "recording", f"calls/2026/{CALL}")
        opened.db.write(lambda conn: calls.insert(conn, new))
        yield opened


def test_consent_is_kept_with_the_call_and_goes_with_it(library):
    consents = Consents(library)
    assert consents.of(CALL) is None
    consents.put(CALL, Consent("said", "Marcus said yes", beep=True))
    kept = consents.of(CALL)
    assert (kept.how, kept.note, kept.beep) == ("said", "Marcus said yes", True)
    consents.put(CALL, Consent("written", "by mail"))
    again = consents.of(CALL)
    assert (again.how, again.beep, again.created_at) == ("written", False, kept.created_at)
    library.delete_call(CALL)
    assert consents.of(CALL) is None


def test_consent_to_a_call_that_is_not_there_is_refused(library):
    with pytest.raises(KnownError) as caught:
        Consents(library).put("zzzzzzzzzzzz", Consent("said"))
    assert caught.value.problem.code == "no_such_call"


def test_the_open_screens_are_told(library):
    told = []
    library.subscribe(told.append)
    Consents(library).put(CALL, Consent("one_party"))
    assert told[-1].calls == {CALL}


@pytest.mark.parametrize("consent", [None, Consent("none")])
def test_a_library_may_want_consent_first(library, consent):
    consents = Consents(library)
    consents.check(consent)
    library.set_setting(REQUIRED, True)
    with pytest.raises(KnownError) as caught:
        consents.check(consent)
    assert caught.value.problem.code == "consent_missing"
    consents.check(Consent("said"))
