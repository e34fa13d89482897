from pathlib import Path
from typing import cast

from av.container import InputContainer

from retake_gui.media.files import close_media, open_media
from tests.clips import numbered_clip


class Noting:
    """A container that notes in which order it is let go."""

    def __init__(self, path: Path) -> None:
        self._container = open_media(path)
        self.pending = -1

    def __getattr__(self, name: str) -> object:
        return getattr(self._container, name)

    def close(self) -> None:
        """What the decoder still had to put out."""
        (stream,) = self._container.streams.video
        self.pending = len(stream.codec_context.decode(None))
        self._container.close()


def test_a_decoder_is_emptied_before_it_is_let_go(tmp_path: Path) -> None:
    noting = Noting(numbered_clip(tmp_path / "clip.mp4", frames=30, rate=30))
    container = cast(InputContainer, noting)
    (stream,) = container.streams.video
    stream.thread_type = "AUTO"
    for count, packet in enumerate(container.demux(stream)):
        packet.decode()
        if count == 10:
            break
    close_media(container)
    assert noting.pending == 0
