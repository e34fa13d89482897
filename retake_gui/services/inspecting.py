"""Looking at a fitted take for the editor, in the background: the lamps of its report."""

from concurrent.futures import Executor

from retake_gui.domain.clip import Clip
from retake_gui.domain.lamps import Lamp
from retake_gui.domain.take import Take
from retake_gui.services.background import run_blocking
from retake_gui.services.fitting import part_of, sound_part


async def inspect_take(
    clip: Clip, take: Take, other: Take | None = None, executor: Executor | None = None
) -> tuple[Lamp, ...]:
    """The lamps of a take as it is fitted now.

    Args:
        clip: The source.
        take: Which.
        other: The take whose sound is heard, where that is not its own.
        executor: Runs the measuring.

    Raises:
        StorageError: A take cannot be fitted.
        UnreadableMedia: A file is gone or damaged.
    """
    from retake_gui.media.lamps import inspect

    part, heard, seams = part_of(take), sound_part(take, other), take.seams
    return await run_blocking(lambda _progress, _stop: inspect(clip, part, seams, heard), executor=executor)
