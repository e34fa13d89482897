"""Looks that words in a prompt call for. One more look is one more module and one more entry of :data:`LOOKS`."""

from collections.abc import Callable, Sequence

from retake_gui.engine.renderers.looks import fog, golden_hour, monochrome, night, rain, snow
from retake_gui.engine.renderers.looks.scene import Look, Scene
from retake_gui.media.draft_files import Picture

# In the order in which they are painted over each other: light, then air, then what falls, then the film.
LOOKS: dict[str, Look] = {
    "golden hour": golden_hour.LOOK,
    "night": night.LOOK,
    "fog": fog.LOOK,
    "rain": rain.LOOK,
    "snow": snow.LOOK,
    "black and white": monochrome.LOOK,
}
_EASE_SECONDS = 0.3


def painter(
    names: Sequence[str], scene: Scene, frames: int, *, held: tuple[bool, bool]
) -> Callable[[Picture, int], Picture]:
    """What paints all looks of a segment over a frame of it, given its number.

    They come and go within some frames at an edge where the clip goes on, so that the seam can be borne.

    Args:
        names: Which looks.
        scene: What they paint.
        frames: How many frames the segment has.
        held: Whether the clip goes on before and after it.
    """
    paints = [look.prepare(scene) for name, look in LOOKS.items() if name in names]
    ease = max(1.0, min(_EASE_SECONDS * scene.rate, frames / 4))

    def paint(picture: Picture, number: int) -> Picture:
        into = (number + 1) / ease if held[0] else 1.0
        out = (frames - number) / ease if held[1] else 1.0
        strength = min(1.0, into, out)
        for each in paints:
            picture = each(picture, number, strength * strength * (3 - 2 * strength))
        return picture

    return paint
