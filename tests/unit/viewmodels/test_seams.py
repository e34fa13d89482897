"""Seams are adjusted on the shown take: seen at once, undone with the document, kept, and looked at again."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

import pytest
from PySide6.QtGui import QUndoStack
from pytestqt.qtbot import QtBot

from retake_gui.domain.clip import Clip
from retake_gui.domain.lamps import Lamp, LampState
from retake_gui.domain.seams import Seams
from retake_gui.domain.settings import Mode, RetakeSettings, Seam
from retake_gui.domain.span import Span
from retake_gui.domain.take import Rating, Take
from retake_gui.viewmodels.document import DocumentModel
from retake_gui.viewmodels.jobs import JobsModel
from retake_gui.viewmodels.models import Models
from retake_gui.viewmodels.player import PlayerModel
from retake_gui.viewmodels.seams import SeamsModel
from retake_gui.viewmodels.takes import TakesModel
from retake_gui.viewmodels.tasks import Tasks
from retake_gui.viewmodels.timeline import TimelineModel
from tests.facts import a_clip, a_take

FIT = {"shift": 0}


@pytest.fixture
def models(qapp: object) -> Iterator[Models]:
    made = Models(DocumentModel(QUndoStack()), PlayerModel(), TimelineModel(), JobsModel(), TakesModel())
    made.document.open(a_clip())
    made.player.load(a_clip())
    made.takes.reset([a_take(1, fit=FIT), a_take(2, fit=FIT)])
    made.takes.show(made.takes.takes[1])
    yield made
    made.player.close()


@pytest.fixture
def seams(models: Models) -> Iterator[SeamsModel]:
    model = SeamsModel(models, Tasks())
    yield model
    model.close()


def test_a_change_is_shown_kept_and_undone(seams: SeamsModel, models: Models, qtbot: QtBot) -> None:
    with qtbot.waitSignals([seams.refitted, models.takes.takeEdited]):
        seams.set_edge(head=True, kind=Seam.MORPH)
    assert seams.seams.head.kind is Seam.MORPH
    assert seams.seams.tail.kind is Seam.CUT
    with qtbot.waitSignal(seams.refitted):
        models.document.undo.undo()
    assert seams.seams == Seams()


def test_turning_a_field_is_one_step_to_undo(seams: SeamsModel, models: Models) -> None:
    seams.set_edge(head=False, kind=Seam.DISSOLVE)
    for frames in (7, 8, 9):
        seams.set_edge(head=False, frames=frames)
    models.document.undo.undo()
    assert (seams.seams.tail.kind, seams.seams.tail.frames) == (Seam.DISSOLVE, 6)


def test_undoing_a_seam_leaves_the_rating(seams: SeamsModel, models: Models) -> None:
    seams.set_fade(80)
    assert seams.take is not None
    models.takes.rate(seams.take, Rating.STARRED)
    models.document.undo.undo()
    assert (seams.take.rating, seams.seams.fade) == (Rating.STARRED, Fraction(40, 1000))


def test_the_crossfade_stays_between_10_and_80_ms(seams: SeamsModel) -> None:
    seams.set_fade(500)
    assert seams.seams.fade == Fraction(80, 1000)
    seams.set_fade(1)
    assert seams.seams.fade == Fraction(10, 1000)


def test_the_sound_of_another_take_can_be_heard(seams: SeamsModel, models: Models) -> None:
    assert [take.number for take in seams.sounds()] == [2]
    seams.set_sound_of(2)
    assert seams.take is not None
    assert seams.sound_of(seams.take) == models.takes.takes[0]
    seams.set_sound_of(0)
    assert seams.sound_of(seams.take) is None


def test_a_take_of_the_picture_alone_has_no_sound_to_give(seams: SeamsModel, models: Models) -> None:
    models.takes.add(a_take(3, fit=FIT, settings=RetakeSettings(mode=Mode.VIDEO)))
    assert [take.number for take in seams.sounds()] == [2]


async def test_lamps_follow_the_seams(seams: SeamsModel, models: Models, qtbot: QtBot) -> None:
    del qtbot
    asked: list[Take] = []

    async def inspect(clip: Clip, take: Take, other: Take | None) -> tuple[Lamp, ...]:
        del clip, other
        asked.append(take)
        return (Lamp("edge_head", LampState.LOOK, 2.0, 1.0, "ΔE", 48, "It jumps."),)

    lit = asyncio.get_running_loop().create_future()
    seams.changed.connect(lambda: lit.set_result(None) if seams.lamps and not lit.done() else None)
    seams.set_inspect(inspect)
    seams.set_edge(head=True, kind=Seam.BEST)
    async with asyncio.timeout(5):
        await lit

    assert asked[-1].seams.head.kind is Seam.BEST
    assert seams.lamps[0].sentence == "It jumps."


async def test_lamps_of_seams_that_were_changed_since_are_looked_at_again_when_the_take_is_shown_next(
    seams: SeamsModel, models: Models, qtbot: QtBot
) -> None:
    del qtbot
    lamp = Lamp("edge_head", LampState.LOOK, 2.0, 1.0, "ΔE", 48, "It jumps.")
    shown = seams.take
    assert shown is not None
    models.takes.update(replace(shown, report={"lamps": [lamp.as_dict()]}))
    seams.set_edge(head=True, kind=Seam.BEST)
    models.takes.show(models.takes.takes[0])
    changed = next(take for take in models.takes.takes if take.id == shown.id)

    async def inspect(clip: Clip, take: Take, other: Take | None) -> tuple[Lamp, ...]:
        del clip, take, other
        return (replace(lamp, sentence="It joins."),)

    lit = asyncio.get_running_loop().create_future()
    seams.set_inspect(inspect)
    models.takes.show(changed)
    assert seams.looking

    def look() -> None:
        if [found.sentence for found in seams.lamps] == ["It joins."] and not lit.done():
            lit.set_result(None)

    seams.changed.connect(look)
    async with asyncio.timeout(5):
        await lit
    seams.set_inspect(inspect)
    assert not seams.looking, "they are about what is there now"


def test_looking_here_jumps_and_loops_around(seams: SeamsModel, models: Models) -> None:
    seams.look_at(Lamp("edge_tail", LampState.LOOK, 2.0, 1.0, "ΔE", 120, "It jumps."))
    assert models.player.position == 120
    assert models.player.loop == Span(96, 144)
    models.player.set_looping(False)
    assert not models.player.loop
    seams.look_at(Lamp("loudness", LampState.LOOK, 4.0, 3.0, "dB", 48, "Louder.", Span(48, 120)))
    assert models.player.loop == Span(24, 120)
