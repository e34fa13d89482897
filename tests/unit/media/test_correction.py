import tracemalloc

import numpy as np

from retake_gui.media.correction import corrected
from retake_gui.media.planes import frame_of, planes_of

WARMER = [1.03, 0.05, -0.02, 2, 0.01, 1.01, 0.02, -3, 0.1, -0.01, 0.98, 1.5]


def test_colours_are_mapped_by_the_matrix() -> None:
    planes = [np.full((4, 8), 100, np.uint8), np.full((2, 4), 90, np.uint8), np.full((2, 4), 140, np.uint8)]
    made = planes_of(corrected(frame_of(planes, "yuv420p"), WARMER, "yuv420p"))
    matrix = np.asarray(WARMER).reshape(3, 4)
    wanted = np.rint(matrix[:, :3] @ [100, 90, 140] + matrix[:, 3])
    assert [set(plane.ravel().tolist()) for plane in made] == [{int(value)} for value in wanted]


def test_a_large_picture_takes_little_memory_beside_itself() -> None:
    frame = frame_of([np.zeros(shape, np.uint8) for shape in ((720, 1280), (360, 640), (360, 640))], "yuv420p")
    tracemalloc.start()
    corrected(frame, WARMER, "yuv420p")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 5 * 720 * 1280 * 4
