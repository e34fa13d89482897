"""How the hints about a prompt read."""

from fractions import Fraction

from PySide6.QtCore import QCoreApplication

from retake_gui.domain.prompting import Hint, HintKind

_CONTEXT = "PromptHints"


def _tr(words: str) -> str:
    return QCoreApplication.translate(_CONTEXT, words)


def hint_words(hint: Hint, seconds: Fraction) -> str:
    """One hint as a sentence; ``seconds`` is the length of the range."""
    takes, has = f"{float(hint.seconds):.1f}", f"{float(seconds):.1f}"
    if hint.kind is HintKind.SHORT:
        return _tr("Few words: add action, camera, light and sound.")
    if hint.kind is HintKind.DIALOGUE:
        return _tr("{0} words take about {1} s to say; the range has {2} s.").format(hint.words, takes, has)
    if hint.kind is HintKind.ORDERS:
        return _tr("“{0}” is an instruction, and may be spoken aloud.").format(hint.quote)
    if hint.words:
        return _tr("Spoken, {0} words in about {1} s: “{2}”").format(hint.words, takes, hint.quote)
    return _tr("“{0}”: put what is to be said in quotation marks.").format(hint.quote)
