"""Where pictures are shown and compared: panes that only blit, and what is drawn over them."""
