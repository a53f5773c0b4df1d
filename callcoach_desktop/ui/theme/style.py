"""The one stylesheet. Variants are asked for by dynamic properties: `card`, `kind` of a button or label."""

from __future__ import annotations

import re

from callcoach_desktop.ui.theme.state import px, scale
from callcoach_desktop.ui.theme.tokens import Theme, mix, themes_folder

CARD_RADIUS = 10
"""Of a card, at every size of text: what fills a card to its edge would stand out of rounder corners."""

_SHEET = """
* {{ outline: 0; }}
QMainWindow, QDialog, QMessageBox {{ background: {background}; }}
QFrame[card="true"] {{ background: {surface}; border: 1px solid {line}; border-radius: @card; }}
QFrame[preview="true"] QPushButton:disabled {{ color: {muted}; background: {surface}; }}
QFrame[preview="true"] QLabel:disabled, QFrame[preview="true"] QRadioButton:disabled {{ color: {text}; }}
QFrame[preview="true"] QLabel[kind="muted"]:disabled {{ color: {muted}; }}
QFrame#rail {{ background: {background}; border: 0; border-right: 1px solid {line}; }}
QLabel {{ background: transparent; }}
QLabel[kind="muted"] {{ color: {muted}; }}
QLabel[kind="warn"] {{ color: {warn}; }}
QLabel[kind="good"] {{ color: {good}; }}
QLabel[kind="key"] {{ color: {text}; background: {raised}; border: 1px solid {line}; border-radius: 5px;
  padding: 1px 6px; }}
QFrame[kind="line"] {{ background: {line}; border: 0; max-height: 1px; min-height: 1px; }}

QPushButton {{ background: {surface}; color: {text}; border: 1px solid {line}; border-radius: 7px;
  padding: 6px 12px; min-height: 18px; }}
QPushButton:hover {{ background: {hover}; }}
QPushButton:pressed, QPushButton:checked {{ background: {track}; }}
QPushButton:focus {{ border-color: {accent}; }}
QPushButton:disabled {{ color: {faint}; background: {background}; }}
QPushButton[kind="primary"] {{ background: {inverse}; color: {on_inverse}; border-color: {inverse};
  font-weight: 600; }}
QPushButton[kind="primary"]:hover {{ background: {inverse_hover}; border-color: {inverse_hover}; }}
QPushButton[kind="primary"]:focus {{ border: 2px solid {accent}; padding: 5px 11px; }}
QPushButton[kind="primary"]:disabled {{ background: {faint}; border-color: {faint}; }}
QPushButton[kind="primary"][place="rail"] {{ text-align: left; padding: 8px 12px; }}
QPushButton[kind="danger"] {{ color: {warn}; }}
QPushButton[kind="quiet"] {{ background: transparent; border-color: transparent; color: {muted}; }}
QPushButton[kind="quiet"]:hover {{ background: {hover_bg}; color: {text}; }}
QPushButton[kind="quiet"]:focus {{ border-color: {accent}; color: {text}; }}
QPushButton[kind="link"] {{ background: transparent; border-color: transparent; color: {accent}; padding: 4px 6px;
  font-weight: 600; }}
QPushButton[kind="link"]:hover {{ background: {hover_bg}; }}
QPushButton[kind="link"]:focus {{ border-color: {accent}; }}
QPushButton[kind="rail"] {{ background: transparent; border: 1px solid transparent; color: {muted}; text-align: left;
  padding: 7px 9px; border-radius: 7px; }}
QPushButton[kind="rail"][place="narrow"] {{ text-align: center; padding: 7px 0; }}
QPushButton[kind="rail"]:hover {{ color: {text}; background: {hover_bg}; }}
QPushButton[kind="rail"]:checked {{ color: {text}; background: {surface}; border-color: {line}; }}
QPushButton[kind="rail"]:focus {{ border-color: {accent}; }}
QPushButton[kind="segment"] {{ border-radius: 0; border-right-width: 0; padding: 5px 14px; color: {muted}; }}
QPushButton[kind="segment"]:checked {{ color: {text}; background: {track}; font-weight: 600; }}
QPushButton[kind="segment"]:focus {{ color: {accent}; }}
QPushButton[kind="segment"][place="first"] {{ border-top-left-radius: 7px; border-bottom-left-radius: 7px; }}
QPushButton[kind="segment"][place="last"] {{ border-top-right-radius: 7px; border-bottom-right-radius: 7px;
  border-right-width: 1px; }}

QToolButton {{ background: transparent; border: 1px solid transparent; border-radius: 6px; padding: 4px;
  color: {text}; }}
QToolButton:hover, QToolButton:checked {{ background: {hover_bg}; }}
QToolButton:pressed {{ background: {track}; }}
QToolButton:focus {{ border-color: {accent}; }}
QToolButton::menu-indicator {{ image: none; }}

QLineEdit, QPlainTextEdit, QTextEdit, QSpinBox, QDateEdit {{ background: {surface}; color: {text};
  border: 1px solid {line}; border-radius: 7px; padding: 6px 9px; selection-background-color: {accent_selection};
  selection-color: {text}; }}
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QSpinBox:focus, QDateEdit:focus {{ border-color: {accent}; }}
QDateEdit::drop-down {{ border: 0; width: 26px; }}
QDateEdit::down-arrow {{ image: url("{folder}/chevron-{name}.svg"); width: 14px; height: 14px; }}
QLineEdit[kind="palette"], QLineEdit[kind="palette"]:focus {{ border: 0; border-radius: 0;
  border-bottom: 1px solid {line}; padding: 12px 14px; }}
QDialog#palette {{ background: {surface}; border: 1px solid {line}; }}
QLineEdit:disabled {{ color: {faint}; }}
QComboBox {{ background: {surface}; color: {text}; border: 1px solid {line}; border-radius: 7px; padding: 6px 9px;
  min-height: 18px; }}
QComboBox:hover {{ background: {hover}; }}
QComboBox:focus {{ border-color: {accent}; }}
QComboBox::drop-down {{ border: 0; width: 26px; }}
QComboBox::down-arrow {{ image: url("{folder}/chevron-{name}.svg"); width: 14px; height: 14px; }}
QComboBox QAbstractItemView {{ background: {surface}; border: 1px solid {line}; padding: 4px; outline: 0; }}
QComboBox QAbstractItemView::item {{ min-height: 28px; padding: 0 8px; }}
QListView#suggestions {{ background: {surface}; border: 1px solid {line}; padding: 4px; }}
QListView#suggestions::item {{ min-height: 26px; padding: 0 8px; border-radius: 5px; }}
QListView#suggestions::item:selected {{ background: {selection}; color: {text}; }}
QCheckBox, QRadioButton {{ spacing: 8px; background: transparent; }}
QCheckBox::indicator, QListView::indicator {{ width: 16px; height: 16px; border: 1px solid {muted};
  border-radius: 4px; background: {surface}; }}
QCheckBox::indicator:checked, QListView::indicator:checked {{ background: {accent}; border-color: {accent};
  image: url("{folder}/check-{name}.svg"); }}
QCheckBox::indicator:focus, QRadioButton::indicator:focus {{ border-color: {accent}; }}
QRadioButton::indicator {{ width: 14px; height: 14px; border: 1px solid {muted}; border-radius: 7px;
  background: {surface}; }}
QRadioButton::indicator:checked {{ border-color: {accent}; background: qradialgradient(cx: 0.5, cy: 0.5,
  radius: 0.5, fx: 0.5, fy: 0.5, stop: 0 {accent}, stop: 0.5 {accent}, stop: 0.6 {surface}); }}
QRadioButton::indicator:disabled {{ border-color: {faint}; }}
QListView[kind="ticks"]::item {{ padding-left: 6px; }}

QMenuBar {{ background: {background}; color: {text}; border-bottom: 1px solid {line}; padding: 2px 8px; }}
QMenuBar::item {{ padding: 4px 8px; border-radius: 5px; background: transparent; color: {muted}; }}
QMenuBar::item:selected {{ background: {hover_bg}; color: {text}; }}
QMenu {{ background: {surface}; border: 1px solid {line}; padding: 4px; }}
QMenu::item {{ padding: 6px 28px 6px 12px; border-radius: 5px; }}
QMenu::icon {{ padding-left: 8px; }}
QMenu::item:selected {{ background: {selection}; color: {text}; }}
QMenu::item:disabled {{ color: {faint}; }}
QMenu::separator {{ height: 1px; background: {line}; margin: 4px 8px; }}
QToolTip {{ background: {surface}; color: {text}; border: 1px solid {line}; padding: 5px 7px; }}

QPlainTextEdit[kind="field"] {{ border: 1px solid {line}; border-radius: 7px; padding: 6px 9px; }}
QPlainTextEdit[kind="field"]:focus {{ border-color: {accent}; }}
QTableView, QListView, QTreeView, QAbstractScrollArea {{ background: {surface}; color: {text}; border: 0;
  selection-background-color: {selection}; selection-color: {text}; }}
QPlainTextEdit, QTextEdit {{ border: 1px solid {line}; }}
QPlainTextEdit:focus, QTextEdit:focus {{ border-color: {accent}; }}
QScrollArea, QScrollArea > QWidget > QWidget#plain {{ background: transparent; }}
QHeaderView {{ background: {surface}; border: 0; }}
QHeaderView::section {{ background: {surface}; color: {muted}; border: 0; border-bottom: 1px solid {line};
  padding: 8px 8px; font-weight: 500; }}
QHeaderView::section:first {{ padding-left: 16px; }}
QTableView[kind="cells"]::item {{ padding: 0 8px; }}
QTableView[kind="cells"] QHeaderView::section:first {{ padding-left: 8px; }}
QHeaderView::section:hover {{ color: {text}; }}
QHeaderView::up-arrow {{ image: url("{folder}/chevron-up-{name}.svg"); width: 12px; height: 12px; right: 6px; }}
QHeaderView::down-arrow {{ image: url("{folder}/chevron-{name}.svg"); width: 12px; height: 12px; right: 6px; }}
QTableCornerButton::section {{ background: {surface}; border: 0; }}

QScrollBar:vertical {{ background: transparent; width: 11px; margin: 2px; }}
QScrollBar:horizontal {{ background: transparent; height: 11px; margin: 2px; }}
QScrollBar::handle {{ background: {scroll}; border-radius: 3px; min-height: 28px; min-width: 28px; }}
QScrollBar::handle:hover {{ background: {faint}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QSplitter::handle {{ background: transparent; }}
QProgressBar {{ background: {track}; border: 0; border-radius: 3px; max-height: 6px; min-height: 6px; }}
QProgressBar::chunk {{ background: {accent}; border-radius: 3px; }}
QFrame#toast {{ background: {inverse}; border: 0; border-radius: 9px; }}
QFrame#toast QLabel {{ color: {on_inverse}; }}
QFrame#toast QPushButton {{ background: transparent; border: 1px solid transparent; color: {toast_link};
  font-weight: 600; padding: 4px 8px; }}
QFrame#toast QPushButton:hover, QFrame#toast QPushButton:focus {{ border-color: {toast_link}; }}
"""


def stylesheet(theme: Theme) -> str:
    """The application's stylesheet in the colours of `theme`."""
    other_accent = mix(theme.accent, theme.on_inverse, 0.45)
    values = {
        "name": theme.name,
        "folder": themes_folder().as_posix(),
        "faint": mix(theme.muted, theme.surface, 0.55).name(),
        "scroll": mix(theme.muted, theme.surface, 0.35).name(),
        "hover_bg": mix(theme.text, theme.background, 0.06).name(),
        "inverse_hover": mix(theme.inverse, theme.surface, 0.86).name(),
        "accent_selection": mix(theme.accent, theme.surface, 0.3).name(),
        "toast_link": other_accent.name(),
    }
    for token in (
        "background", "surface", "text", "muted", "line", "accent", "good", "warn", "raised", "hover", "track",
        "selection", "inverse", "on_inverse",
    ):  # fmt: skip
        values[token] = getattr(theme, token).name()
    sheet = _SHEET.format_map(values)
    if scale() != 1.0:
        # Hairlines stay hairlines; paddings, heights and radii grow with the text that they hold.
        sheet = re.sub(r"\b(\d+)px", lambda m: m[0] if int(m[1]) < 3 else f"{px(int(m[1]))}px", sheet)
    return sheet.replace("@card", f"{CARD_RADIUS}px")
