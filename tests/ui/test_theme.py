import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QFont
from PySide6.QtWidgets import QRadioButton

from callcoach_desktop.system.paths import resources
from callcoach_desktop.ui import theme
from callcoach_desktop.ui.theme.tokens import DRAWN, GROUNDS, WRITTEN, from_tokens, load
from callcoach_desktop.ui.widgets.basics import button, label


@pytest.mark.parametrize("name", ["light", "dark"])
@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("token", WRITTEN)
def test_text_can_be_read_on_every_ground(name, token, ground):
    tokens = load(name)
    assert theme.contrast(getattr(tokens, token), getattr(tokens, ground)) >= 4.5


@pytest.mark.parametrize("name", ["light", "dark"])
@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("token", DRAWN)
def test_shapes_stand_out_from_every_ground(name, token, ground):
    tokens = load(name)
    assert theme.contrast(getattr(tokens, token), getattr(tokens, ground)) >= 3.0


@pytest.mark.parametrize("name", ["light", "dark"])
def test_the_main_button_and_the_notice_can_be_read(name):
    tokens = load(name)
    assert theme.contrast(tokens.on_inverse, tokens.inverse) >= 4.5
    assert theme.contrast(theme.mix(tokens.accent, tokens.on_inverse, 0.45), tokens.inverse) >= 4.5


def test_a_desktops_own_fonts_of_buttons_and_menus_are_not_mixed_with_ours(qapp, monkeypatch):
    theme.apply(qapp, "light")
    for kind in ("QPushButton", "QMenuBar", "QHeaderView"):
        qapp.setFont(QFont("Courier"), kind)  # as GNOME does with every style
    theme.apply(qapp, "dark")
    for kind in ("QPushButton", "QMenuBar", "QHeaderView"):
        assert qapp.font(kind).families() == theme.font().families()
    theme.apply(qapp, "light")


def test_the_system_is_followed_live(qapp, monkeypatch):
    hints = qapp.styleHints()
    theme.apply(qapp, "system")
    monkeypatch.setattr(type(hints), "colorScheme", lambda _: Qt.ColorScheme.Dark)
    hints.colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert theme.current().name == "dark"
    monkeypatch.setattr(type(hints), "colorScheme", lambda _: Qt.ColorScheme.Light)
    hints.colorSchemeChanged.emit(Qt.ColorScheme.Light)
    assert theme.current().name == "light"


def test_text_grows_in_what_is_already_shown(qapp, qtbot):
    text, fixed = label("Calls", "title"), button("Import", lambda: None, "", "import")
    fixed.setFixedWidth(200)
    for one in (text, fixed):
        qtbot.addWidget(one)
        one.show()
    size, icon = text.font().pointSizeF(), fixed.iconSize().width()
    try:
        theme.set_scale(qapp, 2.0)
        assert text.font().pointSizeF() == pytest.approx(2 * size)
        assert (fixed.iconSize().width(), fixed.width()) == (2 * icon, 400)
        assert theme.px(12) == 24
        theme.apply(qapp, "dark")
        assert text.font().pointSizeF() == pytest.approx(2 * size)
        assert label("Calls", "title").font().pointSizeF() == pytest.approx(2 * size)
    finally:
        theme.set_scale(qapp, 1.0)
    assert text.font().pointSizeF() == pytest.approx(size)
    assert fixed.width() == 200


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


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_rings_and_ticks_come_from_the_theme(qapp, qtbot, mode):
    theme.apply(qapp, mode)
    for chosen in (True, False):
        ring = QRadioButton("One")
        ring.setChecked(chosen)
        qtbot.addWidget(ring)
        ring.resize(ring.sizeHint())
        picture = ring.grab().toImage()
        colours = {picture.pixelColor(x, y).name() for x in range(24) for y in range(picture.height())}
        assert (theme.current().accent.name() in colours) == chosen


def test_an_icon_without_room_draws_nothing_and_says_nothing(qtbot, qtlog):
    assert theme.icon("play").pixmap(0, 0).isNull()
    assert not qtlog.records
