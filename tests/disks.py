"""A disk that answers an export's questions at once, without a thread."""

from retake_gui.viewmodels.export import ExportModel
from retake_gui.viewmodels.export_outlook import find_place


def answer(model: ExportModel) -> None:
    """Say what was asked."""
    question = model.question
    assert question is not None
    model.tell_place(question, find_place(question))


def answered(model: ExportModel) -> ExportModel:
    """Answer now and from now on."""
    model.placeWanted.connect(lambda: answer(model))
    answer(model)
    return model
