"""How the shown take joins its clip: one row an edge, one for the sound; every change shows in the viewer at once."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QLabel, QSpinBox, QToolButton, QVBoxLayout, QWidget

from retake_gui.domain.seams import LEAST_FADE, MOST_FADE, MOST_MIXED, Edge
from retake_gui.domain.settings import Seam
from retake_gui.ui import theme
from retake_gui.ui.takes.lamps import LampBoard
from retake_gui.ui.wheel import ignore_wheel

if TYPE_CHECKING:
    from retake_gui.viewmodels.seams import SeamsModel


class SeamPanel(QWidget):
    """Lamps, and below them the seams when they are unfolded.

    Signals:
        unfolded: The seams have just been opened.
    """

    unfolded = Signal()

    def __init__(self, model: "SeamsModel", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("seamPanel")
        self.setAccessibleName(self.tr("Seams of the take"))
        self._model = model
        self._fold = QToolButton(self)
        self._fold.setObjectName("seamsButton")
        self._fold.setText(self.tr("Adjust seams"))
        self._fold.setAccessibleName(self.tr("Adjust the seams of the take"))
        self._fold.setToolTip(self.tr("Choose how picture and sound join at both ends; the viewer shows it at once."))
        self._fold.setCheckable(True)
        self._fold.setArrowType(Qt.ArrowType.RightArrow)
        self._fold.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._fold.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        theme.set_role(self._fold, "quiet")
        self._head, self._head_frames = self._edge_fields(self.tr("Start"), "seamHead", head=True)
        self._tail, self._tail_frames = self._edge_fields(self.tr("End"), "seamTail", head=False)
        self._fade = self._fade_field()
        self._match = QCheckBox(self.tr("Match level"), self)
        self._keep = QCheckBox(self)
        self._sound = QComboBox(self)
        self._name(self._match, "seamMatch", self.tr("Match the level of the new sound to the clip's"))
        self._name(self._keep, "seamKeepAll", self.tr("Keep all that was made beyond the end of the range"))
        self._name(self._sound, "seamSound", self.tr("Whose sound is heard with this picture"))
        self._fields = QWidget(self)
        self._lay_out()
        self._match.toggled.connect(model.set_match_level)
        self._keep.toggled.connect(model.set_keep_all)
        self._sound.activated.connect(lambda index: model.set_sound_of(self._sound.itemData(index)))
        self._fold.toggled.connect(self._unfold)
        model.changed.connect(self._show)
        self._show()

    def _edge_fields(self, title: str, name: str, *, head: bool) -> tuple[QComboBox, QSpinBox]:
        kind = QComboBox(self)
        for seam, words in (
            (Seam.CUT, self.tr("Cut")),
            (Seam.DISSOLVE, self.tr("Dissolve")),
            (Seam.MORPH, self.tr("Morph along motion")),
            (Seam.BEST, self.tr("Best cut nearby")),
            (Seam.SERVICE, self.tr("As the service blended it")),
        ):
            kind.addItem(words, seam)
        frames = QSpinBox(self)
        frames.setRange(1, MOST_MIXED)
        theme.inset(frames)
        frames.valueChanged.connect(lambda count: self._name_frames(frames, count))
        self._name(kind, name, self.tr("Picture at the {0}").format(title.lower()))
        self._name(frames, f"{name}Frames", self.tr("Frames that are mixed at the {0}").format(title.lower()))
        kind.activated.connect(lambda index: self._model.set_edge(head=head, kind=Seam(kind.itemData(index))))
        frames.valueChanged.connect(lambda count: self._model.set_edge(head=head, frames=count))
        return kind, frames

    def _name_frames(self, field: QSpinBox, count: int) -> None:
        field.setSuffix(self.tr(" frame") if count == 1 else self.tr(" frames"))

    def _fade_field(self) -> QSpinBox:
        fade = QSpinBox(self)
        fade.setRange(round(LEAST_FADE * 1000), round(MOST_FADE * 1000))
        fade.setSingleStep(10)
        theme.inset(fade)
        fade.setSuffix(self.tr(" ms"))
        self._name(fade, "seamFade", self.tr("Length of the sound's crossfade"))
        fade.valueChanged.connect(self._model.set_fade)
        return fade

    def _name(self, widget: QWidget, name: str, title: str) -> None:
        widget.setObjectName(name)
        widget.setAccessibleName(title)
        widget.setToolTip(title)
        ignore_wheel(widget)

    def _lay_out(self) -> None:
        grid = QGridLayout(self._fields)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        rows: tuple[tuple[str, QWidget, QWidget | None], ...] = (
            (self.tr("Start"), self._head, self._head_frames),
            (self.tr("End"), self._tail, self._tail_frames),
            (self.tr("Hear"), self._sound, self._fade),
            ("", self._match, None),
            ("", self._keep, None),
        )
        for number, (title, wide, narrow) in enumerate(rows):
            label = QLabel(title, self._fields)
            label.setBuddy(wide)
            theme.set_role(label, "hint")
            grid.addWidget(label, number, 0)
            grid.addWidget(wide, number, 1, 1, 1 if narrow is not None else 2)
            if narrow is not None:
                grid.addWidget(narrow, number, 2)
        self._fields.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(LampBoard(self._model, self._fold, self))
        layout.addWidget(self._fold, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self._fields)

    def _unfold(self, unfolded: bool) -> None:
        self._fold.setArrowType(Qt.ArrowType.DownArrow if unfolded else Qt.ArrowType.RightArrow)
        self._fields.setVisible(unfolded)
        if unfolded:
            self.unfolded.emit()

    def _show(self) -> None:
        take = self._model.take
        fits = take is not None and bool(take.fit)
        self.setVisible(fits)
        if take is None or not fits:
            return
        seams = self._model.seams
        self._show_edge(self._head, self._head_frames, seams.head)
        self._show_edge(self._tail, self._tail_frames, seams.tail)
        picture, clip = take.mode.replaces_picture, self._model.clip
        self._head.setEnabled(picture and take.segment.start > 0)
        self._tail.setEnabled(picture and (clip is None or take.segment.end < clip.frames))
        with QSignalBlocker(self._fade), QSignalBlocker(self._match):
            self._fade.setValue(round(seams.fade * 1000))
            self._match.setChecked(seams.match_level)
        trimmed = self._model.trimmed
        with QSignalBlocker(self._keep):
            self._keep.setChecked(seams.keep_all)
        more = self.tr("1 frame more") if trimmed == 1 else self.tr("{0} frames more").format(trimmed)
        self._keep.setText(self.tr("Keep all that was made ({0})").format(more))
        self._keep.setVisible(trimmed > 0)
        self._show_sounds()

    def _show_edge(self, kind: QComboBox, frames: QSpinBox, edge: Edge) -> None:
        with QSignalBlocker(kind), QSignalBlocker(frames):
            kind.setCurrentIndex(kind.findData(edge.kind))
            frames.setValue(edge.frames)
            self._name_frames(frames, edge.frames)
        frames.setVisible(edge.kind.mixes)

    def _show_sounds(self) -> None:
        take = self._model.take
        if take is None:
            return
        entries: list[tuple[str, int | None]] = [(self.tr("Its own sound"), None), (self.tr("The source's sound"), 0)]
        entries += [(self.tr("Sound of {0}").format(other.title), other.id) for other in self._model.sounds()]
        with QSignalBlocker(self._sound):
            self._sound.clear()
            for words, source in entries:
                self._sound.addItem(words, source)
            known = [source for _, source in entries]
            self._sound.setCurrentIndex(known.index(take.sound_of) if take.sound_of in known else 0)
        other = self._model.sound_of(take)
        new = take.mode.replaces_sound if take.sound_of is None else other is not None
        self._fade.setEnabled(new)
        self._match.setEnabled(new)
