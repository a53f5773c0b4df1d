import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor

from callcoach_desktop.system.paths import resources
from callcoach_desktop.ui import theme
from callcoach_desktop.ui.theme.tokens import from_tokens, load


@pytest.mark.parametrize("name", ["light", "dark"])
@pytest.mark.parametrize("token", ["text", "muted", "accent", "good", "warn", "rep_text", "customer_text"])
def test_text_colours_can_be_read(name, token):
    tokens = load(name)
    assert theme.contrast(getattr(tokens, token), tokens.surface) >= 4.5


@pytest.mark.parametrize("name", ["light", "dark"])
def test_shapes_stand_out_from_the_surface(name):
    tokens = load(name)
    for side in ("rep", "customer"):
        assert theme.contrast(tokens.side(side), tokens.surface) >= 3.0
    assert theme.contrast(tokens.on_inverse, tokens.inverse) >= 4.5


def test_applying_a_theme_tells_and_changes_the_palette(qapp, qtbot):
    with qtbot.waitSignal(theme.theme_signals().changed):
        theme.apply(qapp, "dark")
    assert theme.current().dark
    assert theme.mode() == "dark"
    assert qapp.palette().window().color() == theme.current().background


def test_the_system_is_followed_only_while_asked(qapp):
    theme.apply(qapp, "dark")
    qapp.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Light)
    assert theme.current().name == "dark"


@pytest.mark.parametrize("path", sorted((resources() / "icons").glob("*.svg")), ids=lambda p: p.stem)
def test_every_icon_is_painted_in_the_colour_asked(path, qapp):
    picture = theme.icon(path.stem, "warn").pixmap(QSize(48, 48)).toImage()
    colours = {
        QColor.fromRgba(picture.pixel(x, y)).name()
        for x in range(picture.width())
        for y in range(picture.height())
        if QColor.fromRgba(picture.pixel(x, y)).alpha() == 255
    }
    assert theme.current().warn.name() in colours


def test_icons_follow_the_theme(qapp):
    one = theme.icon("play")
    light = one.pixmap(QSize(32, 32)).toImage()
    theme.apply(qapp, "dark")
    assert one.pixmap(QSize(32, 32)).toImage() != light


def test_an_unknown_icon_is_an_error():
    with pytest.raises(FileNotFoundError):
        theme.icon("no-such-icon")


def test_a_bad_colour_in_a_token_file_is_named():
    with pytest.raises(ValueError, match="text"):
        from_tokens({"name": "x", "dark": False, "colors": {"text": "mauve-ish"}})


def test_figures_have_one_width(qapp):
    from PySide6.QtGui import QFontMetricsF

    metrics = QFontMetricsF(theme.font("body"))
    assert len({round(metrics.horizontalAdvance(figure * 4), 2) for figure in "0123456789"}) == 1
