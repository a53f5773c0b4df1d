"""Where meeting programs, dialers and recorders put their files, as far as such folders are on this machine."""

from __future__ import annotations

from pathlib import Path


def usual_places(home: Path | None = None) -> list[Path]:
    """Folders that are there, the telling ones first (Zoom before Downloads); asks the disk."""
    import platformdirs

    if home is None:
        home = Path.home()
        documents, videos = Path(platformdirs.user_documents_dir()), Path(platformdirs.user_videos_dir())
        downloads, music = Path(platformdirs.user_downloads_dir()), Path(platformdirs.user_music_dir())
    else:
        documents, videos, downloads, music = (home / n for n in ("Documents", "Videos", "Downloads", "Music"))
    clouds = sorted(home.glob("OneDrive*"))
    wanted = [
        documents / "Zoom",
        home / "Zoom",
        *(cloud / part for cloud in clouds for part in ("Documents/Zoom", "Recordings")),  # Teams keeps them there
        documents / "Recordings",
        documents / "Call Recordings",
        home / "Recordings",
        home / "Call Recordings",
        documents / "Sound recordings",  # Windows' own recorder
        documents / "Audacity",
        music / "Recordings",
        videos / "Zoom",
        videos / "Teams",
        videos,
        home / "Movies",
        downloads,
    ]
    found: list[Path] = []
    for path in wanted:
        try:
            if path.is_dir() and not any(path.samefile(other) for other in found):
                found.append(path)
        except OSError:
            continue
    return found
