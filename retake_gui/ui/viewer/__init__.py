"""Where pictures are shown and compared: panes that only blit, and what is drawn over them."""

from retake_gui.ui.viewer.viewer import ViewerWidget

__all__ = ["ViewerWidget"]
