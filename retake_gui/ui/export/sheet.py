"""The export sheet: form, codec, place, what will be written, and how far it is."""

from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from retake_gui.domain.naming import FIELDS
from retake_gui.store.folders import expanded
from retake_gui.ui import theme
from retake_gui.ui.export.frame_map import FrameMap
from retake_gui.ui.reveal import show_folder
from retake_gui.viewmodels.export import ExportModel
from retake_gui.viewmodels.export_forms import MOST_HANDLES, Codec, Render
from retake_gui.viewmodels.export_words import statement
from retake_gui.viewmodels.jobs import time_left

_STEPS = 1000
_CALLED = {"h264": "H.264", "hevc": "HEVC", "prores": "ProRes", "dnxhd": "DNxHD", "vp9": "VP9", "av1": "AV1"}
"""What people call the codecs whose names FFmpeg writes otherwise."""


class ExportSheet(QDialog):
    """Open it with ``open()``; it stays until the file is written or the user closes it."""

    def __init__(self, model: ExportModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("exportSheet")
        self.setMinimumWidth(620)
        self._model = model
        self._written: Path | None = None
        own = model.clip.video_codec
        self._form = self._combo(
            "exportRender",
            self.tr("Form"),
            [
                (Render.SMART, self.tr("Whole clip, copied where untouched")),
                (Render.FULL, self.tr("Whole clip, encoded anew")),
                (Render.SEGMENT, self.tr("Only the range")),
                (Render.AS_RETURNED, self.tr("The service's file, as returned")),
            ],
        )
        self._codec = self._combo(
            "exportCodec",
            self.tr("Codec"),
            [
                (Codec.SOURCE, self.tr("As the clip ({0})").format(_CALLED.get(own, own))),
                (Codec.H264, "H.264"),
                (Codec.HEVC, "HEVC"),
                (Codec.PRORES, "ProRes 422"),
                (Codec.PRORES_HQ, "ProRes 422 HQ"),
                (Codec.DNXHR, "DNxHR HQ"),
                (Codec.VP9, "VP9"),
                (Codec.AV1, "AV1"),
                (Codec.PICTURES, self.tr("PNG pictures, one a frame")),
                (Codec.SOUND, self.tr("WAV sound alone")),
            ],
        )
        self._which = QComboBox(self)
        self._which.setObjectName("exportTakes")
        self._which.setAccessibleName(self.tr("Takes"))
        self._which.addItems([group.title for group in model.groups])
        self._handles = QSpinBox(self)
        self._handles.setObjectName("exportHandles")
        self._handles.setAccessibleName(self.tr("Frames on each side of the range"))
        theme.inset(self._handles)
        self._handles.setRange(0, MOST_HANDLES)
        self._handles.setSuffix(self.tr(" frames of handles"))
        self._template = QLineEdit(model.template, self)
        self._template.setObjectName("exportTemplate")
        self._template.setAccessibleName(self.tr("Names of the files"))
        self._template.setToolTip(self.tr("Filled in: {0}").format(", ".join(f"{{{name}}}" for name in FIELDS)))
        self._path = QLineEdit(self)
        self._path.setObjectName("exportPath")
        self._path.setAccessibleName(self.tr("File"))
        self._browse = QPushButton(self.tr("Choose…"), self)
        self._browse.setObjectName("exportBrowse")
        self._words = QLabel(self)
        self._words.setObjectName("exportStatement")
        self._words.setWordWrap(True)
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._map = FrameMap(self)
        self._bar = QProgressBar(self)
        self._bar.setObjectName("exportProgress")
        self._bar.setAccessibleName(self.tr("Progress"))
        self._bar.setRange(0, _STEPS)
        self._bar.setTextVisible(False)
        self._bar.hide()
        self._close = QPushButton(self.tr("Close"), self)
        self._close.setObjectName("exportClose")
        self._export = QPushButton(self.tr("Export"), self)
        self._export.setObjectName("exportConfirm")
        self._export.setDefault(True)
        theme.set_role(self._export, "primary")
        self._reveal = QPushButton(self.tr("Show in folder"), self)
        self._reveal.setObjectName("exportReveal")
        self._reveal.hide()
        self._lay_out()
        self._connect()
        self._show()

    def reject(self) -> None:
        """Closing while something is written cancels it first."""
        if self._model.running:
            self._model.cancelWanted.emit()
        else:
            super().reject()

    def _combo(self, name: str, title: str, items: list[tuple[Render, str]] | list[tuple[Codec, str]]) -> QComboBox:
        box = QComboBox(self)
        box.setObjectName(name)
        box.setAccessibleName(title)
        for value, words in items:
            box.addItem(words, value)
        return box

    def _lay_out(self) -> None:
        path = QHBoxLayout()
        path.addWidget(self._path, 1)
        path.addWidget(self._browse)
        form = QFormLayout()
        form.setHorizontalSpacing(12)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        kind = QHBoxLayout()
        kind.addWidget(self._form, 1)
        kind.addWidget(self._handles)
        form.addRow(self.tr("Takes"), self._which)
        form.addRow(self.tr("Form"), kind)
        form.addRow(self.tr("Codec"), self._codec)
        form.addRow(self.tr("Names"), self._template)
        form.addRow(self.tr("To"), path)
        self._rows = form
        foot = QHBoxLayout()
        foot.addWidget(self._reveal)
        foot.addStretch(1)
        foot.addWidget(self._close)
        foot.addWidget(self._export)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 16, 18, 14)
        layout.setSpacing(12)
        layout.addLayout(form)
        layout.addWidget(self._map)
        layout.addWidget(self._words)
        layout.addWidget(self._bar)
        layout.addLayout(foot)

    def _connect(self) -> None:
        model = self._model
        self._form.activated.connect(lambda index: model.set_render(Render(self._form.itemData(index))))
        self._codec.activated.connect(lambda index: model.set_codec(Codec(self._codec.itemData(index))))
        self._which.activated.connect(model.set_group)
        self._handles.valueChanged.connect(model.set_handles)
        self._template.textEdited.connect(model.set_template)
        self._path.textEdited.connect(lambda text: model.set_target(expanded(Path(text))))
        self._browse.clicked.connect(self._ask_for_file)
        self._export.clicked.connect(model.confirm)
        self._close.clicked.connect(self.reject)
        self._reveal.clicked.connect(self._show_folder)
        model.changed.connect(self._show)
        model.progressed.connect(self._show_progress)
        model.finished.connect(self._show_finished)
        model.stopped.connect(self._show_stopped)

    def _show(self) -> None:
        model = self._model
        self.setWindowTitle(self.tr("Export {0}").format(model.group.title))
        self._which.setCurrentIndex(model.groups.index(model.group))
        self._form.setCurrentIndex(self._form.findData(model.render))
        with QSignalBlocker(self._handles):
            self._handles.setValue(model.handles)
        self._codec.setCurrentIndex(self._codec.findData(model.codec))
        self._codec.setEnabled(model.render is not Render.AS_RETURNED and not model.running)
        if expanded(Path(self._path.text())) != model.target:
            self._path.setText(str(model.target))
        for widget in (self._which, self._form, self._handles, self._template, self._path, self._browse):
            widget.setEnabled(not model.running)
        self._rows.setRowVisible(self._which, len(model.groups) > 1)
        self._rows.setRowVisible(self._template, model.several)
        self._handles.setVisible(model.render is Render.SEGMENT)
        self._show_map()
        if model.running:
            self._be_running()
            return
        problem = model.problem()
        theme.set_role(self._words, "error" if problem else "hint")
        self._words.setText(problem or statement(model))
        self._export.setEnabled(not problem)
        self._close.setText(self.tr("Close"))
        self._bar.hide()

    def _show_map(self) -> None:
        """The frames of one take's picture; a sound alone and a file that is handed on have none to show."""
        model = self._model
        forecast, plain = model.forecast, model.render is not Render.AS_RETURNED and model.codec is not Codec.SOUND
        self._map.setVisible(plain and not model.several)
        if forecast is not None and plain:
            self._map.show_frames(model.clip.whole, model.span, forecast.encoded, model.take.segment)

    def _be_running(self) -> None:
        self._export.setEnabled(False)
        self._close.setText(self.tr("Cancel"))
        self._bar.show()

    def _show_progress(self, part: float, seconds: float) -> None:
        self._bar.setValue(round(part * _STEPS))
        left = self.tr(" · {0} left").format(time_left(seconds)) if seconds >= 0 else ""
        self._words.setText(self.tr("Writing {0}: {1} %{2}").format(self._model.target.name, round(part * 100), left))

    def _show_finished(self, path: Path) -> None:
        self._written = path
        self._bar.hide()
        self._export.hide()
        self._reveal.show()
        self._close.setText(self.tr("Close"))
        theme.set_role(self._words, "hint")
        self._words.setText("\n".join([self.tr("Written and verified: {0}").format(path), *self._model.notes]))
        fields = (self._which, self._form, self._handles, self._codec, self._template, self._path, self._browse)
        for widget in fields:
            widget.setEnabled(False)

    def _show_stopped(self, sentence: str) -> None:
        theme.set_role(self._words, "error" if sentence else "hint")
        self._words.setText(sentence or self.tr("Cancelled; nothing was left behind."))

    def _show_folder(self) -> None:
        if self._written is not None:
            show_folder(self._written.parent, self, self._show_place)

    def _show_place(self) -> None:
        """There is nothing here to show folders with: the path can be selected."""
        words = self.tr("There is no program here that shows folders. It lies at {0}")
        self._words.setText(words.format(self._written))

    def _ask_for_file(self) -> None:
        dialog = QFileDialog(self, self.tr("Export to"), str(self._model.target))
        dialog.setObjectName("exportFileDialog")
        if self._model.several:
            dialog.setFileMode(QFileDialog.FileMode.Directory)
        else:
            dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
            dialog.setDefaultSuffix(self._model.ending.lstrip("."))
        dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)
        dialog.fileSelected.connect(lambda chosen: self._model.set_target(Path(chosen)))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
