"""Every action of the program, as data: menus, tool tips, shortcuts and the sheet of keys are made from this table.

Titles are written in English and looked up in the translations under the context ``Actions`` when they are shown.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QCoreApplication

_CONTEXT = "Actions"


class Group(StrEnum):
    """Where an action belongs in the menus and on the sheet, in this order; the values are English titles."""

    FILE = "File"
    EDIT = "Edit"
    SEGMENT = "Range"
    TRANSPORT = "Playback"
    VIEW = "View"
    COMPARE = "Compare"
    TAKE = "Take"
    JOB = "Retake"
    HELP = "Help"


class When(StrEnum):
    """What must hold for an action to be of use."""

    ALWAYS = "always"
    CLIP = "a clip is open"
    SEGMENT = "a range is selected"
    TAKE = "a take is shown"
    RETAKE = "a retake can start"
    JOB_ACTIVE = "the selected job is running"
    JOB_STOPPED = "the selected job failed or waits"
    UNDO = "there is something to undo"
    REDO = "there is something to redo"


class ActionId(StrEnum):
    """The name of an action in settings, tests and scripts."""

    OPEN_CLIP = "openClip"
    OPEN_SAMPLE = "openSample"
    OPEN_ADDRESS = "openAddress"
    OPEN_PROJECT = "openProject"
    SAVE_PROJECT_AS = "saveProjectAs"
    EXPORT = "export"
    PREFERENCES = "preferences"
    CLOSE_CLIP = "closeClip"
    QUIT = "quit"

    UNDO = "undo"
    REDO = "redo"

    MARK_IN = "markIn"
    MARK_OUT = "markOut"
    CLEAR_SEGMENT = "clearSegment"
    SEGMENT_HERE = "segmentHere"
    SNAPPING = "snapping"
    SET_MARKER = "setMarker"
    NEXT_MARKER = "nextMarker"
    PREVIOUS_MARKER = "previousMarker"
    CLEAR_MARKERS = "clearMarkers"

    PLAY = "play"
    SHUTTLE_BACK = "shuttleBack"
    STOP = "stop"
    SHUTTLE_FORWARD = "shuttleForward"
    STEP_BACK = "stepBack"
    STEP_FORWARD = "stepForward"
    SECOND_BACK = "secondBack"
    SECOND_FORWARD = "secondForward"
    TEN_BACK = "tenBack"
    TEN_FORWARD = "tenForward"
    GO_START = "goStart"
    GO_END = "goEnd"
    GO_IN = "goIn"
    GO_OUT = "goOut"
    NEXT_SEAM = "nextSeam"
    GO_TO = "goTo"
    LOOP = "loop"
    PING_PONG = "pingPong"
    LOOP_MARGIN = "loopMargin"
    FASTER = "faster"
    SLOWER = "slower"
    NORMAL_SPEED = "normalSpeed"
    MUTE = "mute"
    SCRUB_SOUND = "scrubSound"

    ZOOM_IN = "zoomIn"
    ZOOM_OUT = "zoomOut"
    ZOOM_FIT = "zoomFit"
    ZOOM_SEGMENT = "zoomSegment"
    VIEWER_FIT = "viewerFit"
    VIEWER_ACTUAL = "viewerActual"
    TIME_DISPLAY = "timeDisplay"
    FULL_SCREEN = "fullScreen"
    FOCUS_VIEWER = "focusViewer"

    SHOW_SOURCE = "showSource"
    SHOW_TAKE = "showTake"
    FLIP = "flip"
    SIDE_BY_SIDE = "sideBySide"
    WIPE = "wipe"
    FLIP_MODE = "flipMode"
    DIFFERENCE = "difference"
    GRID = "grid"
    TURN_WIPE = "turnWipe"
    MORE_GAIN = "moreGain"
    LESS_GAIN = "lessGain"
    HEAT = "heat"
    INSPECTOR = "inspector"
    NUDGE_BACK = "nudgeBack"
    NUDGE_FORWARD = "nudgeForward"
    NUDGE_ZERO = "nudgeZero"
    HEAR_OTHER = "hearOther"
    MATCH_LOUDNESS = "matchLoudness"

    NEXT_TAKE = "nextTake"
    PREVIOUS_TAKE = "previousTake"
    STAR_TAKE = "starTake"
    REJECT_TAKE = "rejectTake"
    REUSE_SETTINGS = "reuseSettings"
    RETAKE_TAKE = "retakeTake"
    REMOVE_TAKE = "removeTake"
    COMPARE_PROMPTS = "comparePrompts"

    RETAKE = "retake"
    FOCUS_PROMPT = "focusPrompt"
    MODE_AUDIO = "modeAudio"
    MODE_VIDEO = "modeVideo"
    MODE_BOTH = "modeBoth"
    PROMPTS = "prompts"
    REQUEST = "request"
    BATCH = "batch"
    CANCEL_JOB = "cancelJob"
    RETRY_JOB = "retryJob"

    SHORTCUTS = "shortcuts"
    COMMANDS = "commands"
    SHOW_LOG = "showLog"
    ABOUT = "about"


@dataclass(frozen=True, slots=True)
class ActionSpec:
    """One action.

    Attributes:
        title: English; in menus as it is, in tool tips with the first key.
        icon: Name of a drawing in the icons folder without its ending, or empty.
        keys: Default key sequences in Qt's portable text, the first one is shown.
        when: What must hold for it to be enabled.
        checkable: Whether it is a switch.
        repeats: Whether a key held down fires again.
        held: A chord that no key sequence can express (``K+J``: J while K is held), for the sheet.
    """

    id: ActionId
    title: str
    group: Group
    keys: tuple[str, ...] = ()
    icon: str = ""
    when: When = When.CLIP
    checkable: bool = False
    repeats: bool = False
    held: str = ""


def _table() -> Iterator[ActionSpec]:
    yield from _files()
    yield from _segment()
    yield from _transport()
    yield from _view()
    yield from _compare()
    yield from _takes_and_jobs()
    yield from _help()


def _files() -> Iterator[ActionSpec]:
    a, file, edit = ActionId, Group.FILE, Group.EDIT
    yield ActionSpec(a.OPEN_CLIP, "Open clip…", file, ("Ctrl+O",), "open", When.ALWAYS)
    yield ActionSpec(a.OPEN_SAMPLE, "Open the sample", file, (), "film", When.ALWAYS)
    yield ActionSpec(a.OPEN_ADDRESS, "Open address…", file, ("Ctrl+Alt+O",), "", When.ALWAYS)
    yield ActionSpec(a.OPEN_PROJECT, "Open project…", file, ("Ctrl+Shift+O",), "folder", When.ALWAYS)
    yield ActionSpec(a.SAVE_PROJECT_AS, "Save project as…", file, ("Ctrl+Shift+S",), "save")
    yield ActionSpec(a.EXPORT, "Export take…", file, ("Ctrl+E",), "export", When.TAKE)
    yield ActionSpec(a.PREFERENCES, "Preferences…", file, ("Ctrl+,",), "settings", When.ALWAYS)
    yield ActionSpec(a.CLOSE_CLIP, "Close clip", file, ("Ctrl+W",), "close")
    yield ActionSpec(a.QUIT, "Quit", file, ("Ctrl+Q",), "", When.ALWAYS)
    yield ActionSpec(a.UNDO, "Undo", edit, ("Ctrl+Z",), "undo", When.UNDO, repeats=True)
    yield ActionSpec(a.REDO, "Redo", edit, ("Ctrl+Shift+Z", "Ctrl+Y"), "redo", When.REDO, repeats=True)


def _segment() -> Iterator[ActionSpec]:
    a, group = ActionId, Group.SEGMENT
    yield ActionSpec(a.MARK_IN, "Start the range here", group, ("I", "["), "mark-in")
    yield ActionSpec(a.MARK_OUT, "End the range here", group, ("O", "]"), "mark-out")
    yield ActionSpec(a.CLEAR_SEGMENT, "Clear the range", group, ("X",), "clear", When.SEGMENT)
    yield ActionSpec(a.SEGMENT_HERE, "New range at the playhead", group, ("Shift+N",), "segment")
    yield ActionSpec(a.SNAPPING, "Snapping", group, ("N",), "magnet", checkable=True)
    yield ActionSpec(a.SET_MARKER, "Set or remove a marker here", group, ("M",), "marker")
    yield ActionSpec(a.NEXT_MARKER, "To the next marker", group, ("Shift+M",))
    yield ActionSpec(a.PREVIOUS_MARKER, "To the marker before", group, ("Ctrl+Shift+M",))
    yield ActionSpec(a.CLEAR_MARKERS, "Remove all markers", group)


def _transport() -> Iterator[ActionSpec]:
    a, group = ActionId, Group.TRANSPORT
    yield ActionSpec(a.PLAY, "Play or pause", group, ("Space",), "play")
    yield ActionSpec(a.SHUTTLE_BACK, "Play backwards, again to go faster", group, ("J",), "rewind")
    yield ActionSpec(a.STOP, "Stop", group, ("K",), "pause")
    yield ActionSpec(a.SHUTTLE_FORWARD, "Play forwards, again to go faster", group, ("L",), "forward")
    yield ActionSpec(a.STEP_BACK, "One frame back", group, ("Left", ","), "step-back", repeats=True, held="K+J")
    yield ActionSpec(a.STEP_FORWARD, "One frame on", group, ("Right", "."), "step-forward", repeats=True, held="K+L")
    yield ActionSpec(a.SECOND_BACK, "One second back", group, ("Shift+Left",), repeats=True)
    yield ActionSpec(a.SECOND_FORWARD, "One second on", group, ("Shift+Right",), repeats=True)
    yield ActionSpec(a.TEN_BACK, "Ten seconds back", group, ("Ctrl+Shift+Left",), repeats=True)
    yield ActionSpec(a.TEN_FORWARD, "Ten seconds on", group, ("Ctrl+Shift+Right",), repeats=True)
    yield ActionSpec(a.GO_START, "To the first frame", group, ("Home",), "go-start")
    yield ActionSpec(a.GO_END, "To the last frame", group, ("End",), "go-end")
    yield ActionSpec(a.GO_IN, "To the range's start", group, ("Shift+I", "Shift+Home"), "go-in", When.SEGMENT)
    yield ActionSpec(a.GO_OUT, "To the range's end", group, ("Shift+O", "Shift+End"), "go-out", When.SEGMENT)
    yield ActionSpec(a.NEXT_SEAM, "To the other seam", group, ("S",), "seam", When.SEGMENT)
    yield ActionSpec(a.GO_TO, "Go to a time…", group, ("G",), "go-to")
    yield ActionSpec(a.LOOP, "Loop the range", group, ("Ctrl+L",), "loop", checkable=True)
    yield ActionSpec(a.PING_PONG, "Loop to and fro", group, ("Ctrl+Shift+L",), "ping-pong", checkable=True)
    yield ActionSpec(a.LOOP_MARGIN, "Loop more, or less, around the range", group, ("Shift+L",))
    yield ActionSpec(a.FASTER, "Play faster", group, (">",), repeats=True)
    yield ActionSpec(a.SLOWER, "Play slower", group, ("<",), repeats=True)
    yield ActionSpec(a.NORMAL_SPEED, "Play at normal speed", group, ("/",))
    yield ActionSpec(a.MUTE, "Mute", group, ("U",), "volume", When.ALWAYS, checkable=True)
    yield ActionSpec(a.SCRUB_SOUND, "Sound while scrubbing", group, ("Shift+S",), "", When.ALWAYS, checkable=True)


def _view() -> Iterator[ActionSpec]:
    a, group = ActionId, Group.VIEW
    yield ActionSpec(a.ZOOM_IN, "Zoom the timeline in", group, ("=", "+"), "zoom-in", repeats=True)
    yield ActionSpec(a.ZOOM_OUT, "Zoom the timeline out", group, ("-",), "zoom-out", repeats=True)
    yield ActionSpec(a.ZOOM_FIT, "Fit the clip in the timeline", group, ("\\",), "zoom-fit")
    yield ActionSpec(a.ZOOM_SEGMENT, "Zoom to the range", group, ("Z",), "zoom-segment", When.SEGMENT)
    yield ActionSpec(a.VIEWER_FIT, "Fit the picture in the viewer", group, ("F", "Ctrl+0"), "fit")
    yield ActionSpec(a.VIEWER_ACTUAL, "Picture at actual size", group, ("Ctrl+1",), "actual-size")
    yield ActionSpec(a.TIME_DISPLAY, "Timecode, frames or seconds", group, ("T",), "clock", When.ALWAYS)
    yield ActionSpec(a.FULL_SCREEN, "Full screen", group, ("F11",), "full-screen", When.ALWAYS, checkable=True)
    yield ActionSpec(a.FOCUS_VIEWER, "Back to the viewer", group, ("Esc",), "", When.ALWAYS)


def _compare() -> Iterator[ActionSpec]:
    a, group, take = ActionId, Group.COMPARE, When.TAKE
    yield ActionSpec(a.SHOW_SOURCE, "Show the source", group, ("1",), "", take)
    yield ActionSpec(a.SHOW_TAKE, "Show the take", group, ("2",), "", take)
    yield ActionSpec(a.FLIP, "Flip between source and take", group, ("`",), "", take)
    yield ActionSpec(a.SIDE_BY_SIDE, "Side by side", group, ("3",), "compare-side", take, checkable=True)
    yield ActionSpec(a.WIPE, "Wipe", group, ("4",), "compare-wipe", take, checkable=True)
    yield ActionSpec(a.FLIP_MODE, "Flip in place", group, ("5",), "compare-flip", take, checkable=True)
    yield ActionSpec(a.DIFFERENCE, "Difference", group, ("6",), "compare-difference", take, checkable=True)
    yield ActionSpec(a.GRID, "Grid of results", group, ("7",), "compare-grid", take, checkable=True)
    yield ActionSpec(a.TURN_WIPE, "Turn the wipe", group, ("W",), "", take)
    yield ActionSpec(a.MORE_GAIN, "More difference", group, ("D",), "", take, repeats=True)
    yield ActionSpec(a.LESS_GAIN, "Less difference", group, ("Shift+D",), "", take, repeats=True)
    yield ActionSpec(a.HEAT, "Difference as a heat map", group, ("E",), "", take, checkable=True)
    yield ActionSpec(a.INSPECTOR, "Values of pixels under the pointer", group, ("C",), "inspector", checkable=True)
    yield ActionSpec(a.NUDGE_BACK, "Take one frame later", group, ("Alt+Left",), "", take, repeats=True)
    yield ActionSpec(a.NUDGE_FORWARD, "Take one frame earlier", group, ("Alt+Right",), "", take, repeats=True)
    yield ActionSpec(a.NUDGE_ZERO, "Take in step again", group, ("Alt+Down",), "", take)
    yield ActionSpec(a.HEAR_OTHER, "Hear the other side", group, ("H",), "headphones", take)
    yield ActionSpec(a.MATCH_LOUDNESS, "Match loudness", group, ("Shift+H",), "", When.ALWAYS, checkable=True)


def _takes_and_jobs() -> Iterator[ActionSpec]:
    a, take, job = ActionId, Group.TAKE, Group.JOB
    yield ActionSpec(a.NEXT_TAKE, "Next take", take, ("PgDown",))
    yield ActionSpec(a.PREVIOUS_TAKE, "Previous take", take, ("PgUp",))
    yield ActionSpec(a.STAR_TAKE, "Star the take", take, ("Ctrl+Up",), "star", When.TAKE)
    yield ActionSpec(a.REJECT_TAKE, "Reject the take", take, ("Ctrl+Down",), "reject", When.TAKE)
    yield ActionSpec(a.REUSE_SETTINGS, "Use the take's settings again", take, ("Ctrl+D",), "duplicate", When.TAKE)
    yield ActionSpec(a.RETAKE_TAKE, "Retake the take", take, ("Ctrl+R",), "retake", When.TAKE)
    yield ActionSpec(a.REMOVE_TAKE, "Remove the take", take, ("Ctrl+Del",), "trash", When.TAKE)
    yield ActionSpec(a.COMPARE_PROMPTS, "Compare prompts…", take, (), "", When.TAKE)
    yield ActionSpec(a.RETAKE, "Retake", job, ("Ctrl+Return", "Ctrl+Enter"), "retake", When.RETAKE)
    yield ActionSpec(a.FOCUS_PROMPT, "Write the prompt", job, ("P",), "prompt")
    yield ActionSpec(a.MODE_AUDIO, "Replace the sound", job, ("Ctrl+Alt+1",), "mode-audio", checkable=True)
    yield ActionSpec(a.MODE_VIDEO, "Replace the picture", job, ("Ctrl+Alt+2",), "mode-video", checkable=True)
    yield ActionSpec(a.MODE_BOTH, "Replace both", job, ("Ctrl+Alt+3",), "mode-both", checkable=True)
    yield ActionSpec(a.PROMPTS, "Prompts…", job, ("Ctrl+H",), "", When.ALWAYS)
    yield ActionSpec(a.REQUEST, "Request as JSON…", job, ("Ctrl+J",), "", When.ALWAYS)
    yield ActionSpec(a.BATCH, "Several retakes…", job, ("Ctrl+B",), "")
    yield ActionSpec(a.CANCEL_JOB, "Cancel the job", job, (), "cancel", When.JOB_ACTIVE)
    yield ActionSpec(a.RETRY_JOB, "Try the job again", job, (), "retry", When.JOB_STOPPED)


def _help() -> Iterator[ActionSpec]:
    a, group = ActionId, Group.HELP
    yield ActionSpec(a.SHORTCUTS, "Keys…", group, ("?", "F1"), "keyboard", When.ALWAYS)
    yield ActionSpec(a.COMMANDS, "Find a command…", group, ("Ctrl+K",), "search", When.ALWAYS)
    yield ActionSpec(a.SHOW_LOG, "Show the log's folder", group, (), "", When.ALWAYS)
    yield ActionSpec(a.ABOUT, "About Retake", group, (), "info", When.ALWAYS)


ACTIONS: Mapping[ActionId, ActionSpec] = {spec.id: spec for spec in _table()}
"""The table, in the order of menus and sheet."""


def in_group(group: Group) -> tuple[ActionSpec, ...]:
    """The actions of one group, in order."""
    return tuple(spec for spec in ACTIONS.values() if spec.group is group)


def title_of(spec: ActionSpec) -> str:
    """The action's title in the user's language."""
    return QCoreApplication.translate(_CONTEXT, spec.title)


def group_title(group: Group) -> str:
    """The group's title in the user's language."""
    return QCoreApplication.translate(_CONTEXT, group.value)
