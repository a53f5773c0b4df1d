"""The statements of migration 3: voices, consent, judged moments, deals, coaching and the 1-on-1.

What a person decided lies here, what we computed does not: a judgement of a moment is kept by its time and kind and
laid over each new analysis; a baseline is frozen as it was on the day that its focus began. `data` columns are JSON
objects whose shape belongs to the module that reads them.
"""

from __future__ import annotations

VERSION_3 = (
    # One voice a speaker of a call, so that the rep's own can be learned from calls whose side is known.
    """
    CREATE TABLE call_voices (
        call_id TEXT NOT NULL REFERENCES calls (id) ON DELETE CASCADE,
        speaker TEXT NOT NULL,
        seconds REAL NOT NULL,
        embedding BLOB NOT NULL,
        PRIMARY KEY (call_id, speaker)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE own_voice (
        id TEXT PRIMARY KEY,
        origin TEXT NOT NULL CHECK (origin IN ('enrolled', 'calls')),
        seconds REAL NOT NULL,
        embedding BLOB NOT NULL,
        created_at TEXT NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE consents (
        call_id TEXT PRIMARY KEY REFERENCES calls (id) ON DELETE CASCADE,
        how TEXT NOT NULL,
        note TEXT NOT NULL DEFAULT '',
        beep INTEGER NOT NULL DEFAULT 0,
        created_at TEXT NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
    # What the machine found, where a person's verdicts are laid over it: `data` is then what is in force.
    "ALTER TABLE analyses ADD COLUMN machine TEXT",
    # A person's word on a moment: `guess` is the type that was shown, `type` the right one. `added` has no guess.
    """
    CREATE TABLE judgements (
        call_id TEXT NOT NULL REFERENCES calls (id) ON DELETE CASCADE,
        id TEXT NOT NULL,
        verdict TEXT NOT NULL CHECK (verdict IN ('right', 'changed', 'wrong', 'added')),
        kind TEXT NOT NULL,
        guess TEXT NOT NULL DEFAULT '',
        type TEXT NOT NULL DEFAULT '',
        speaker TEXT NOT NULL,
        start REAL NOT NULL,
        "end" REAL NOT NULL,
        quote TEXT NOT NULL,
        created_at TEXT NOT NULL,
        PRIMARY KEY (call_id, id)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE deals (
        id TEXT PRIMARY KEY,
        source TEXT NOT NULL,
        external_id TEXT,
        name TEXT NOT NULL,
        company TEXT,
        contact TEXT,
        email TEXT,
        owner TEXT,
        stage TEXT,
        amount REAL,
        currency TEXT,
        outcome TEXT NOT NULL DEFAULT 'open' CHECK (outcome IN ('won', 'lost', 'open')),
        opened_on TEXT,
        closed_on TEXT,
        folded TEXT NOT NULL DEFAULT '',
        data TEXT NOT NULL DEFAULT '{}',
        updated_at TEXT NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE UNIQUE INDEX deals_external ON deals (source, external_id) WHERE external_id IS NOT NULL",
    "CREATE INDEX deals_closed ON deals (outcome, closed_on)",
    """
    CREATE TABLE deal_calls (
        call_id TEXT PRIMARY KEY REFERENCES calls (id) ON DELETE CASCADE,
        deal_id TEXT NOT NULL REFERENCES deals (id) ON DELETE CASCADE,
        state TEXT NOT NULL CHECK (state IN ('sure', 'proposed', 'accepted', 'refused', 'by_hand')),
        score REAL NOT NULL DEFAULT 1,
        why TEXT NOT NULL DEFAULT ''
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX deal_calls_deal ON deal_calls (deal_id)",
    # An import of deals keeps the rows that it replaced, so that it can be undone as a whole.
    """
    CREATE TABLE deal_imports (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        data TEXT NOT NULL,
        undone INTEGER NOT NULL DEFAULT 0,
        created_at TEXT NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
    # What each import said of a deal where that was something new: its stage, how it ended, the planned close.
    """
    CREATE TABLE deal_stages (
        deal_id TEXT NOT NULL REFERENCES deals (id) ON DELETE CASCADE,
        import_id TEXT NOT NULL,
        stage TEXT,
        outcome TEXT NOT NULL,
        expected_on TEXT,
        seen_at TEXT NOT NULL,
        PRIMARY KEY (deal_id, import_id)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE own_behaviours (
        id TEXT PRIMARY KEY,
        data TEXT NOT NULL,
        created_at TEXT NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE focuses (
        id TEXT PRIMARY KEY,
        behaviour TEXT NOT NULL,
        call_type TEXT,
        started_on TEXT NOT NULL,
        ended_on TEXT,
        state TEXT NOT NULL CHECK (state IN ('active', 'paused', 'finished')),
        baseline TEXT NOT NULL,
        data TEXT NOT NULL DEFAULT '{}',
        created_at TEXT NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE UNIQUE INDEX focuses_one ON focuses ((1)) WHERE state <> 'finished'",
    """
    CREATE TABLE interventions (
        id TEXT PRIMARY KEY,
        kind TEXT NOT NULL CHECK (kind IN ('focus', 'one_on_one', 'workshop', 'playbook', 'other')),
        title TEXT NOT NULL,
        behaviour TEXT,
        held_on TEXT NOT NULL,
        data TEXT NOT NULL DEFAULT '{}',
        created_at TEXT NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE reviews (
        call_id TEXT PRIMARY KEY REFERENCES calls (id) ON DELETE CASCADE,
        feeling INTEGER CHECK (feeling BETWEEN 1 AND 5),
        keep_at REAL,
        keep TEXT NOT NULL DEFAULT '',
        change_at REAL,
        change TEXT NOT NULL DEFAULT '',
        intention TEXT NOT NULL DEFAULT '',
        created_at TEXT NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE listened (
        call_id TEXT PRIMARY KEY REFERENCES calls (id) ON DELETE CASCADE,
        created_at TEXT NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE dismissed_outliers (
        call_id TEXT NOT NULL REFERENCES calls (id) ON DELETE CASCADE,
        kind TEXT NOT NULL,
        created_at TEXT NOT NULL,
        PRIMARY KEY (call_id, kind)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE playbook (
        id TEXT NOT NULL,
        version INTEGER NOT NULL,
        current INTEGER NOT NULL,
        situation TEXT NOT NULL,
        title TEXT NOT NULL,
        data TEXT NOT NULL,
        origin TEXT NOT NULL DEFAULT '',
        created_at TEXT NOT NULL,
        PRIMARY KEY (id, version)
    ) STRICT, WITHOUT ROWID
    """,
    # `person` is the room for the person: kept apart from all that is counted, and handed over only when chosen.
    """
    CREATE TABLE one_on_ones (
        id TEXT PRIMARY KEY,
        title TEXT NOT NULL,
        held_on TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('planned', 'held')),
        data TEXT NOT NULL,
        person TEXT NOT NULL DEFAULT '{}',
        created_at TEXT NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
    # What is to be talked about; an item about a call goes with the call.
    """
    CREATE TABLE agenda_items (
        id TEXT PRIMARY KEY,
        session TEXT NOT NULL REFERENCES one_on_ones (id) ON DELETE CASCADE,
        call_id TEXT REFERENCES calls (id) ON DELETE CASCADE,
        place REAL NOT NULL,
        data TEXT NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX agenda_items_session ON agenda_items (session, place)",
    "CREATE INDEX agenda_items_call ON agenda_items (call_id)",
    # Who wrote a comment (rep, manager, empty: nobody said so), and what a comment without words says by a sign.
    "ALTER TABLE comments ADD COLUMN author TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE comments ADD COLUMN reaction TEXT NOT NULL DEFAULT ''",
    # Clips name seconds of a call. Places in lists are apart: a clip may be in several, in an order of each.
    """
    CREATE TABLE clips (
        id TEXT PRIMARY KEY,
        call_id TEXT NOT NULL REFERENCES calls (id) ON DELETE CASCADE,
        start REAL NOT NULL,
        "end" REAL NOT NULL CHECK ("end" > start),
        name TEXT NOT NULL,
        note TEXT NOT NULL DEFAULT '',
        created_at TEXT NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX clips_call ON clips (call_id)",
    """
    CREATE TABLE clip_lists (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        place INTEGER NOT NULL,
        created_at TEXT NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
    "INSERT INTO clip_lists (id, name, place, created_at) VALUES ('best', 'My best moments', 0, '')",
    """
    CREATE TABLE clip_places (
        list_id TEXT NOT NULL REFERENCES clip_lists (id) ON DELETE CASCADE,
        clip_id TEXT NOT NULL REFERENCES clips (id) ON DELETE CASCADE,
        place INTEGER NOT NULL,
        PRIMARY KEY (list_id, clip_id)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX clip_places_clip ON clip_places (clip_id)",
    # Forms in versions: what was published is never written over, so that what was filled keeps its questions.
    """
    CREATE TABLE scorecards (
        id TEXT NOT NULL,
        version INTEGER NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('draft', 'published', 'archived')),
        name TEXT NOT NULL,
        about TEXT NOT NULL DEFAULT '',
        fields TEXT NOT NULL,
        created_at TEXT NOT NULL,
        PRIMARY KEY (id, version)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TRIGGER scorecards_published BEFORE UPDATE ON scorecards
    WHEN old.state <> 'draft' AND (new.fields <> old.fields OR new.name <> old.name OR new.about <> old.about) BEGIN
        SELECT RAISE(ABORT, 'a published form is not changed');
    END
    """,
    # One sheet a side: of a call, or of a 1-on-1. `measured` is what was measured on the day it was handed in.
    """
    CREATE TABLE scores (
        id TEXT PRIMARY KEY,
        form TEXT NOT NULL,
        version INTEGER NOT NULL,
        call_id TEXT REFERENCES calls (id) ON DELETE CASCADE,
        one_on_one TEXT,
        who TEXT NOT NULL CHECK (who IN ('rep', 'manager')),
        state TEXT NOT NULL CHECK (state IN ('draft', 'in')),
        answers TEXT NOT NULL,
        measured TEXT NOT NULL DEFAULT '{}',
        created_at TEXT NOT NULL,
        handed_in_at TEXT NOT NULL DEFAULT '',
        CHECK ((call_id IS NULL) <> (one_on_one IS NULL)),
        FOREIGN KEY (form, version) REFERENCES scorecards (id, version)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE UNIQUE INDEX scores_one ON scores (form, COALESCE(call_id, one_on_one), who)",
    "CREATE INDEX scores_call ON scores (call_id)",
    # What was counted of a call for coaching beside its metrics: how each objection was answered.
    """
    CREATE TABLE answered_objections (
        call_id TEXT NOT NULL REFERENCES calls (id) ON DELETE CASCADE,
        start REAL NOT NULL,
        objection TEXT NOT NULL,
        framework TEXT NOT NULL,
        outcome TEXT NOT NULL,
        quote TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX answered_objections_call ON answered_objections (call_id)",
    # A call that came as a package: its id where it was recorded, so that comments that come back find it.
    """
    CREATE TABLE packaged_calls (
        call_id TEXT PRIMARY KEY REFERENCES calls (id) ON DELETE CASCADE,
        origin TEXT NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX packaged_calls_origin ON packaged_calls (origin)",
)
