"""The menu bar, made from the table of actions."""

from functools import partial

from PySide6.QtWidgets import QMenu, QMenuBar

from retake_gui.ui.later import Later
from retake_gui.viewmodels.action_set import ActionSet
from retake_gui.viewmodels.actions import ActionId, Group, group_title, in_group

_LINES_BEFORE = {
    ActionId.EXPORT,
    ActionId.PREFERENCES,
    ActionId.QUIT,
    ActionId.SNAPPING,
    ActionId.SET_MARKER,
    ActionId.STEP_BACK,
    ActionId.GO_START,
    ActionId.LOOP,
    ActionId.FASTER,
    ActionId.MUTE,
    ActionId.VIEWER_FIT,
    ActionId.TIME_DISPLAY,
    ActionId.SIDE_BY_SIDE,
    ActionId.TURN_WIPE,
    ActionId.INSPECTOR,
    ActionId.NUDGE_BACK,
    ActionId.HEAR_OTHER,
    ActionId.STAR_TAKE,
    ActionId.REMOVE_TAKE,
    ActionId.MODE_AUDIO,
    ActionId.CANCEL_JOB,
    ActionId.SHOW_LOG,
}


def fill_menu_bar(bar: QMenuBar, actions: ActionSet, later: Later) -> None:
    """One menu for each group, in the table's order."""
    for group in Group:
        menu = bar.addMenu(group_title(group))
        menu.setObjectName(f"menu{group.name.title().replace('_', '')}")
        menu.setToolTipsVisible(False)
        later(partial(_fill, menu, group, actions))


def _fill(menu: QMenu, group: Group, actions: ActionSet) -> None:
    for spec in in_group(group):
        if spec.id in _LINES_BEFORE:
            menu.addSeparator()
        menu.addAction(actions[spec.id])
