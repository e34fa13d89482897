"""Player and timeline tied to actions and to the document, both ways.

A trigger acts, a state shows as a check mark; what a hand on the timeline wishes becomes an edit of the document.
"""

from dataclasses import replace
from fractions import Fraction

from PySide6.QtGui import QAction

from retake_gui.domain.clip import Clip
from retake_gui.domain.compare import MARGINS, CompareMode, CompareState, Side
from retake_gui.domain.span import Span
from retake_gui.viewmodels.action_set import ActionSet
from retake_gui.viewmodels.actions import ActionId, When
from retake_gui.viewmodels.clip_media import ClipMedia
from retake_gui.viewmodels.course import Turn
from retake_gui.viewmodels.document import DocumentModel
from retake_gui.viewmodels.player import PlayerModel
from retake_gui.viewmodels.segment_editor import edit_words
from retake_gui.viewmodels.timeline import TimelineModel

_MODES = {
    ActionId.SIDE_BY_SIDE: CompareMode.SIDE_BY_SIDE,
    ActionId.WIPE: CompareMode.WIPE,
    ActionId.FLIP_MODE: CompareMode.FLIP,
    ActionId.DIFFERENCE: CompareMode.DIFFERENCE,
    ActionId.GRID: CompareMode.GRID,
}


def bind_player(actions: ActionSet, player: PlayerModel) -> None:
    """Playback and comparison."""
    a = ActionId
    for action, slot in (
        (a.PLAY, player.toggle),
        (a.GO_START, player.seek_start),
        (a.GO_END, player.seek_end),
        (a.GO_IN, player.seek_in),
        (a.GO_OUT, player.seek_out),
        (a.NEXT_SEAM, player.next_seam),
        (a.TIME_DISPLAY, player.cycle_display),
        (a.FLIP, player.flip),
        (a.TURN_WIPE, player.turn_wipe),
    ):
        actions[action].triggered.connect(slot)
    actions[a.STEP_BACK].triggered.connect(lambda: player.step(-1))
    actions[a.STEP_FORWARD].triggered.connect(lambda: player.step(1))
    for action, seconds in (
        (a.SECOND_BACK, -1),
        (a.SECOND_FORWARD, 1),
        (a.TEN_BACK, -10),
        (a.TEN_FORWARD, 10),
    ):
        actions[action].triggered.connect(lambda _checked, by=seconds: player.skip(by))
    actions[a.SHOW_SOURCE].triggered.connect(lambda: player.show_side(Side.SOURCE))
    actions[a.SHOW_TAKE].triggered.connect(lambda: player.show_side(Side.TAKE))
    actions[a.HEAR_OTHER].triggered.connect(lambda: player.hear(player.compare.heard.other))
    for action, mode in _MODES.items():
        actions[action].triggered.connect(lambda _checked, wanted=mode: _look(actions, player, wanted))
    for action, frames in ((a.NUDGE_BACK, -1), (a.NUDGE_FORWARD, 1), (a.NUDGE_ZERO, 0)):
        actions[action].triggered.connect(lambda _checked, by=frames: player.nudge(by))
    actions[a.MORE_GAIN].triggered.connect(lambda: _change_gain(player, 1))
    actions[a.LESS_GAIN].triggered.connect(lambda: _change_gain(player, -1))
    actions[a.HEAT].triggered.connect(lambda on: _show_heat(player, on=on))
    _bind_sound(actions, player)
    player.compareChanged.connect(lambda state: _show_mode(actions, state))
    player.takeChanged.connect(lambda take: actions.hold({When.TAKE: take is not None}))
    player.clipChanged.connect(lambda clip: _hold_clip(actions, clip))
    _hold_clip(actions, player.clip)


def _bind_sound(actions: ActionSet, player: PlayerModel) -> None:
    """Loops, speed, and what is heard."""
    a, levels = ActionId, player.levels
    actions[a.LOOP].triggered.connect(player.set_looping)
    actions[a.PING_PONG].triggered.connect(lambda on: player.set_turn(Turn.PING_PONG if on else Turn.LOOP))
    actions[a.LOOP_MARGIN].triggered.connect(lambda: player.set_margin(_margin_after(player.margin)))
    actions[a.FASTER].triggered.connect(lambda: player.change_rate(1))
    actions[a.SLOWER].triggered.connect(lambda: player.change_rate(-1))
    actions[a.NORMAL_SPEED].triggered.connect(lambda: player.set_rate(Fraction(1)))
    actions[a.MUTE].triggered.connect(player.set_muted)
    actions[a.SCRUB_SOUND].triggered.connect(player.set_scrub_sound)
    actions[a.MATCH_LOUDNESS].triggered.connect(levels.set_matching)
    player.loopChanged.connect(lambda: _check(actions[a.LOOP], on=player.looping))
    player.loopChanged.connect(lambda: _check(actions[a.PING_PONG], on=player.turn is Turn.PING_PONG))
    player.volumeChanged.connect(lambda: _check(actions[a.MUTE], on=player.muted))
    player.scrubSoundChanged.connect(lambda on: _check(actions[a.SCRUB_SOUND], on=on))
    levels.changed.connect(lambda: _check(actions[a.MATCH_LOUDNESS], on=levels.matching))
    _check(actions[a.SCRUB_SOUND], on=player.scrub_sound)


def _margin_after(margin: Fraction) -> Fraction:
    """The next wider one, after the widest the range alone."""
    return next((wider for wider in MARGINS if wider > margin), MARGINS[0])


def bind_timeline(actions: ActionSet, timeline: TimelineModel, player: PlayerModel) -> None:
    """The range and the view of the timeline."""
    a = ActionId
    actions[a.MARK_IN].triggered.connect(lambda: timeline.mark_in(player.position))
    actions[a.MARK_OUT].triggered.connect(lambda: timeline.mark_out(player.position))
    actions[a.SEGMENT_HERE].triggered.connect(lambda: timeline.segment_here(player.position))
    actions[a.CLEAR_SEGMENT].triggered.connect(timeline.clear_segment)
    actions[a.SNAPPING].triggered.connect(timeline.set_snapping)
    actions[a.SET_MARKER].triggered.connect(lambda: timeline.toggle_marker(player.position))
    actions[a.NEXT_MARKER].triggered.connect(lambda: timeline.seek_marker(player.position, 1))
    actions[a.PREVIOUS_MARKER].triggered.connect(lambda: timeline.seek_marker(player.position, -1))
    actions[a.CLEAR_MARKERS].triggered.connect(lambda: timeline.set_markers(()))
    actions[a.ZOOM_IN].triggered.connect(lambda: _zoom_at_playhead(timeline, player, 1.5))
    actions[a.ZOOM_OUT].triggered.connect(lambda: _zoom_at_playhead(timeline, player, 1 / 1.5))
    actions[a.ZOOM_FIT].triggered.connect(timeline.fit)
    actions[a.ZOOM_SEGMENT].triggered.connect(timeline.zoom_to_segment)
    timeline.snappingChanged.connect(lambda on: _check(actions[a.SNAPPING], on=on))
    timeline.segmentChanged.connect(lambda span: actions.hold({When.SEGMENT: bool(span)}))
    timeline.segmentChanged.connect(player.set_segment)
    player.displayChanged.connect(timeline.set_display)
    _check(actions[a.SNAPPING], on=timeline.snapping)
    actions.hold({When.SEGMENT: bool(timeline.segment)})


def bind_document(document: DocumentModel, timeline: TimelineModel, player: PlayerModel, media: ClipMedia) -> None:
    """The document's clip is played and drawn; its range moves as the timeline wishes, undoably."""

    def open_clip(clip: Clip | None) -> None:
        media.set_clip(None)  # nothing of the clip before may be taken for the next one's
        timeline.set_clip(clip)
        player.set_clip(clip)
        media.set_clip(clip)  # last: the first picture is asked for before the filling begins
        show_segment(document.segment)
        show_plan()

    def show_segment(span: Span) -> None:
        timeline.set_segment(span)
        player.set_segment(span)

    def show_plan() -> None:
        timeline.set_service(document.service)
        timeline.set_plan(document.window)

    def edit(span: Span, key: str, _finished: bool) -> None:
        document.edit_segment(span, edit_words(span, key), key)

    document.clipChanged.connect(open_clip)
    document.segmentChanged.connect(show_segment)
    document.planChanged.connect(show_plan)
    timeline.segmentEdited.connect(edit)
    media.changed.connect(timeline.mediaChanged)
    media.cutsChanged.connect(lambda: timeline.set_cuts(media.cuts))
    open_clip(document.clip)


def _look(actions: ActionSet, player: PlayerModel, mode: CompareMode) -> None:
    """Another mode; a second press keeps it, and its check mark."""
    player.set_mode(mode)
    _show_mode(actions, player.compare)


def _show_mode(actions: ActionSet, state: CompareState) -> None:
    for action, mode in _MODES.items():
        _check(actions[action], on=state.mode is mode)
    _check(actions[ActionId.HEAT], on=state.heat)


def _change_gain(player: PlayerModel, steps: int) -> None:
    """More or less of the difference; where it is not looked at, look at it first."""
    if player.compare.mode is CompareMode.DIFFERENCE:
        player.change_gain(steps)
    else:
        player.set_mode(CompareMode.DIFFERENCE)


def _show_heat(player: PlayerModel, *, on: bool) -> None:
    player.set_compare(replace(player.compare, heat=on, mode=CompareMode.DIFFERENCE))


def _hold_clip(actions: ActionSet, clip: Clip | None) -> None:
    actions.hold({When.CLIP: clip is not None})


def _check(action: QAction, *, on: bool) -> None:
    action.setChecked(on)


def _zoom_at_playhead(timeline: TimelineModel, player: PlayerModel, factor: float) -> None:
    """Around the playhead where it is in view, else around the middle."""
    scale = timeline.scale
    if scale is not None:
        x = scale.x_of(player.position)
        timeline.zoom(factor, x if 0 <= x <= scale.width else None)
