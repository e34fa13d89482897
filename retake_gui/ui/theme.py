"""How the window looks: neutral greys around the picture, and one accent, which always means the selected range.

Qt's own dark scheme is not available on every platform, so this is Fusion with a palette and a style sheet of ours.
All sizes are device-independent. Text reaches a contrast of 4.5:1 on every ground it is put on (held by a test).

Widgets ask for a look through the dynamic property ``role``: a label can be ``hint``, ``heading``, ``error`` or
``badge``; a button ``primary`` or ``quiet``; a frame ``panel`` or ``notice``. :func:`set_role` sets it.
"""

from functools import cache

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPainter, QPalette
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QWidget

from retake_gui import assets

PICTURE = "#141414"
"""Around pictures."""
GROUND = "#1e1e1e"
"""Viewer, timeline and the window itself."""
PANEL = "#252525"
"""Panels beside the picture."""
RAISED = "#333333"
"""Buttons and headers."""
HOVERED = "#3f3f3f"
FIELD = "#181818"
"""Where something is written."""
LINE = "#3a3a3a"
"""Separators."""
EDGE = "#5c5c5c"
"""Borders of fields and buttons."""
TEXT = "#e8e8e8"
MUTED = "#a6a6a6"
"""Secondary text."""
FADED = "#6e6e6e"
"""Disabled text."""
ACCENT = "#f2a93b"
"""The selected range, and what acts on it."""
ACCENT_BRIGHT = "#ffc163"
ON_ACCENT = "#1a1206"
FOCUS = "#8ab8ff"
"""The ring around what has the keyboard."""
PLAYHEAD = "#ffffff"
GOOD = "#7ccf8a"
ERROR = "#ff8f84"
WAVE = "#66818b"
"""The waveform's outline: peaks."""
WAVE_BODY = "#bcd6de"
"""What is inside it: how loud it is."""


def _arrow(way: str) -> str:
    """The drawing of an arrow as a style sheet names files."""
    return assets.resource("icons", f"arrow-{way}.svg").as_posix()


_SHEET = f"""
QWidget {{ color: {TEXT}; }}
QMainWindow, QDialog {{ background: {GROUND}; }}
QMainWindow::separator {{ background: {PICTURE}; width: 5px; height: 5px; }}
QMainWindow::separator:hover {{ background: {EDGE}; }}
QSplitter::handle {{ background: {PICTURE}; }}
QSplitter::handle:hover {{ background: {EDGE}; }}
QDockWidget {{ color: {MUTED}; }}
QDockWidget::title {{ background: {PANEL}; padding: 6px 8px; }}
QMenuBar {{ background: {PANEL}; padding: 2px; }}
QMenuBar::item {{ padding: 9px 9px; background: transparent; border-radius: 3px; }}
QMenuBar::item:selected {{ background: {HOVERED}; }}
QMenu {{ background: {PANEL}; border: 1px solid {EDGE}; padding: 4px; }}
QMenu::item {{ padding: 5px 28px 5px 24px; border-radius: 3px; }}
QMenu::item:selected {{ background: {HOVERED}; }}
QMenu::item:disabled {{ color: {FADED}; }}
QMenu::separator {{ height: 1px; background: {LINE}; margin: 4px 6px; }}
QStatusBar {{ background: {PANEL}; color: {MUTED}; }}
QToolTip {{ background: {RAISED}; color: {TEXT}; border: 1px solid {EDGE}; padding: 4px 6px; }}

QLabel {{ background: transparent; }}
QLabel:disabled {{ color: {FADED}; }}
QLabel[role="hint"] {{ color: {MUTED}; }}
QLabel[role="heading"] {{ color: {MUTED}; font-weight: 600; }}
QLabel[role="error"] {{ color: {ERROR}; }}
QLabel[role="badge"] {{
    color: {TEXT}; background: {RAISED}; border: 1px solid {EDGE}; border-radius: 3px; padding: 0 5px;
}}
QFrame[role="panel"], QWidget[role="panel"] {{ background: {PANEL}; }}
QFrame[role="current"] {{ background: {RAISED}; border: 1px solid {FOCUS}; border-radius: 4px; }}
QFrame[role="notice"] {{ background: {RAISED}; border: 1px solid {EDGE}; border-radius: 4px; }}

QPushButton, QToolButton {{
    background: {RAISED}; border: 1px solid {LINE}; border-radius: 4px; padding: 5px 11px;
}}
QToolButton {{ padding: 4px; }}
QPushButton:hover, QToolButton:hover {{ background: {HOVERED}; }}
QPushButton:pressed, QToolButton:pressed {{ background: {LINE}; }}
QPushButton:disabled, QToolButton:disabled {{ color: {FADED}; background: {PANEL}; }}
QPushButton:focus, QToolButton:focus {{ border: 1px solid {FOCUS}; }}
QPushButton:checked, QToolButton:checked {{
    background: #4a3c22; border: 1px solid {ACCENT}; color: {ACCENT_BRIGHT};
}}
QPushButton:checked:focus, QToolButton:checked:focus {{ border: 1px solid {FOCUS}; }}
QPushButton[role="quiet"], QToolButton[role="quiet"] {{ background: transparent; border-color: transparent; }}
QPushButton[role="quiet"]:hover, QToolButton[role="quiet"]:hover {{ background: {HOVERED}; }}
QPushButton[role="quiet"]:focus, QToolButton[role="quiet"]:focus {{ border: 1px solid {FOCUS}; }}
QPushButton[role="quiet"]:checked, QToolButton[role="quiet"]:checked {{
    background: #4a3c22; border: 1px solid {ACCENT}; color: {ACCENT_BRIGHT};
}}
QPushButton[role="primary"] {{
    background: {ACCENT}; color: {ON_ACCENT}; border: 1px solid {ACCENT}; font-weight: 600; padding: 6px 16px;
}}
QPushButton[role="primary"]:hover {{ background: {ACCENT_BRIGHT}; }}
QPushButton[role="primary"]:disabled {{ background: {RAISED}; color: {MUTED}; border-color: {LINE}; }}
QPushButton[role="primary"]:focus {{ border: 2px solid {FOCUS}; padding: 5px 15px; }}
QToolButton::menu-indicator {{ image: none; }}
QToolButton::menu-button {{ border: 0; width: 16px; }}
QToolButton::menu-arrow {{ image: url({_arrow("down")}); width: 9px; height: 9px; }}

QLineEdit, QPlainTextEdit, QTextEdit, QAbstractSpinBox, QComboBox {{
    background: {FIELD}; border: 1px solid {EDGE}; border-radius: 4px; padding: 4px 6px;
    selection-background-color: {EDGE}; selection-color: {TEXT};
}}
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QAbstractSpinBox:focus, QComboBox:focus {{
    border: 1px solid {FOCUS};
}}
QLineEdit:disabled, QPlainTextEdit:disabled, QAbstractSpinBox:disabled, QComboBox:disabled {{
    color: {FADED}; border-color: {LINE}; background: {PANEL};
}}
QLineEdit[invalid="true"], QAbstractSpinBox[invalid="true"], QPlainTextEdit[invalid="true"] {{
    border: 1px solid {ERROR};
}}
QComboBox {{ padding-right: 18px; }}
QComboBox QAbstractItemView {{
    background: {PANEL}; border: 1px solid {EDGE}; selection-background-color: {HOVERED}; selection-color: {TEXT};
}}

QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {{
    subcontrol-origin: border; width: 17px; border: 0; border-left: 1px solid {LINE}; background: transparent;
}}
QAbstractSpinBox::up-button {{ subcontrol-position: top right; }}
QAbstractSpinBox::down-button {{ subcontrol-position: bottom right; }}
QAbstractSpinBox::up-button:hover, QAbstractSpinBox::down-button:hover {{ background: {HOVERED}; }}
QAbstractSpinBox::up-arrow {{ image: url({_arrow("up")}); width: 9px; height: 9px; }}
QAbstractSpinBox::down-arrow, QComboBox::down-arrow {{ image: url({_arrow("down")}); width: 9px; height: 9px; }}
QComboBox::drop-down {{ border: 0; width: 18px; }}

QListView, QTreeView, QTableView {{
    background: {FIELD}; border: 1px solid {LINE}; border-radius: 4px; outline: 0;
    selection-background-color: {HOVERED}; selection-color: {TEXT};
}}
QListView[role="bare"], QListView[role="bare"]:focus {{ background: transparent; border: 0; }}
QListView:focus, QTreeView:focus, QTableView:focus {{ border: 1px solid {FOCUS}; }}
QHeaderView::section {{
    background: {PANEL}; color: {MUTED}; border: 0; border-bottom: 1px solid {LINE}; padding: 4px 6px;
}}
QTabBar::tab {{ background: transparent; color: {MUTED}; padding: 6px 12px; border-bottom: 2px solid transparent; }}
QTabBar::tab:selected {{ color: {TEXT}; border-bottom: 2px solid {ACCENT}; }}
QTabBar::tab:focus {{ color: {FOCUS}; }}
QTabWidget::pane {{ border: 0; border-top: 1px solid {LINE}; }}
QGroupBox {{ border: 1px solid {LINE}; border-radius: 4px; margin-top: 9px; padding-top: 8px; }}
QGroupBox::title {{ subcontrol-origin: margin; left: 9px; color: {MUTED}; }}

QProgressBar {{
    background: {FIELD}; border: 1px solid {LINE}; border-radius: 3px; text-align: center; min-height: 8px;
}}
QProgressBar::chunk {{ background: {ACCENT}; border-radius: 2px; }}
QSlider::groove:horizontal {{ height: 4px; border-radius: 2px; background: {EDGE}; }}
QSlider::sub-page:horizontal {{ height: 4px; border-radius: 2px; background: {MUTED}; }}
QSlider::handle:horizontal {{
    width: 12px; height: 12px; margin: -4px 0; border-radius: 6px; background: {TEXT}; border: 0;
}}
QSlider::handle:horizontal:focus {{ background: {FOCUS}; }}
QScrollBar:vertical {{ background: transparent; width: 11px; margin: 0; }}
QScrollBar:horizontal {{ background: transparent; height: 11px; margin: 0; }}
QScrollBar::handle {{ background: {EDGE}; border-radius: 3px; margin: 2px; min-height: 24px; min-width: 24px; }}
QScrollBar::handle:hover {{ background: {MUTED}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
"""


def apply_theme(app: QApplication) -> None:
    """Give the program its colours, on top of Fusion; call it once, before the first window."""
    app.setPalette(palette())
    app.setStyleSheet(_SHEET)


def palette() -> QPalette:
    """The greys for everything that the style sheet leaves to Fusion (check boxes, radio buttons, arrows)."""
    made = QPalette()
    role, group = QPalette.ColorRole, QPalette.ColorGroup
    for name, colour in (
        (role.Window, PANEL),
        (role.WindowText, TEXT),
        (role.Base, FIELD),
        (role.AlternateBase, PANEL),
        (role.Text, TEXT),
        (role.Button, RAISED),
        (role.ButtonText, TEXT),
        (role.BrightText, ACCENT_BRIGHT),
        (role.ToolTipBase, RAISED),
        (role.ToolTipText, TEXT),
        (role.PlaceholderText, MUTED),
        (role.Highlight, EDGE),
        (role.HighlightedText, TEXT),
        (role.Accent, ACCENT),
        (role.Link, ACCENT_BRIGHT),
        (role.LinkVisited, ACCENT_BRIGHT),
        (role.Light, EDGE),
        (role.Midlight, HOVERED),
        (role.Mid, LINE),
        (role.Dark, PICTURE),
        (role.Shadow, "#000000"),
    ):
        made.setColor(name, QColor(colour))
    for name in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(group.Disabled, name, QColor(FADED))
    return made


def set_role(widget: QWidget, role: str) -> None:
    """Give a widget one of the looks named at the top of this module."""
    set_look(widget, "role", role)


def inset(box: QAbstractSpinBox) -> None:
    """Keep a number off the edge as in other fields: the sheet's padding is lost on a box whose buttons have a look."""
    box.lineEdit().setTextMargins(5, 0, 0, 0)


def set_look(widget: QWidget, name: str, value: object) -> None:
    """Set a property by which the style sheet chooses: a widget that was shown reads the sheet anew if that is news."""
    is_news = widget.property(name) != value
    widget.setProperty(name, value)
    if is_news and widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):
        widget.style().unpolish(widget)
        widget.style().polish(widget)


@cache
def _fixed_font() -> QFont:
    """The system's own; asking for it takes longer than painting a ruler."""
    return QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)


def number_font(base: QFont, scale: float = 1.0) -> QFont:
    """A font in whose running numbers no digit moves, for timecode."""
    font = QFont(_fixed_font())
    size = base.pointSizeF()
    if size > 0:
        font.setPointSizeF(size * scale)
    return font


def colour(name: str, alpha: float = 1.0) -> QColor:
    """One of the colours above as Qt wants it, with some transparency."""
    made = QColor(name)
    made.setAlphaF(alpha)
    return made


def fill(painter: QPainter, area: QRect, name: str) -> None:
    """Fill an area with one of the colours; for ``fillRect``, PySide makes a class of all named gradients first."""
    painter.setBackground(QColor(name))
    painter.eraseRect(area)
