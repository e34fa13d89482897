from typing import Any

from retake_gui.runware.secret import Secret
from retake_gui.runware.statuses import TaskStatus, read_statuses
from retake_gui.runware.wire import Envelope, ErrorObject, Item

A, B = "aaaaaaaa-0000-4000-8000-000000000001", "bbbbbbbb-0000-4000-8000-000000000002"


def read(data: list[dict[str, Any]], errors: list[dict[str, Any]] | None = None, asked: tuple[str, ...] = (A,)) -> Any:
    envelope = Envelope(
        tuple(Item.read(item) for item in data), tuple(ErrorObject.read(error) for error in errors or [])
    )
    statuses = read_statuses(envelope, asked, Secret("key"))
    return statuses if len(asked) > 1 else statuses[A]


def done(video: str, task: str = A, **facts: object) -> dict[str, Any]:
    return {"taskUUID": task, "status": "success", "videoUUID": video, "videoURL": f"https://host/{video}.mp4", **facts}


def test_nothing_said_means_not_yet() -> None:
    assert read([]) == TaskStatus(A, "unknown")


def test_progress_is_read_and_clamped() -> None:
    assert read([{"taskUUID": A, "status": "processing", "progress": 47}]).progress == 47
    assert read([{"taskUUID": A, "status": "processing", "progress": 170}]).progress == 100
    assert read([{"taskUUID": A, "status": "processing"}]).progress is None
    assert read([{"taskUUID": A, "status": "processing"}]).state == "processing"


def test_results_are_cumulative_and_told_apart_by_their_uuid() -> None:
    status = read([done("v1", cost=0.605, seed=7), done("v2"), done("v1", cost=0.605)])
    assert [result.video_uuid for result in status.results] == ["v1", "v2"]
    assert str(status.results[0].cost) == "0.605"
    assert status.state == "done"


def test_a_status_is_not_needed_for_a_result_nor_its_task_type() -> None:
    item = done("v1")
    del item["status"]
    assert len(read([item | {"taskType": "getResponse"}]).results) == 1


def test_marks_seeds_and_unknown_fields_are_kept() -> None:
    result = read([done("v1", NSFWContent=True, seed=9, effectiveWords=["rain"])]).results[0]
    assert (result.nsfw, result.seed, result.extra) == (True, 9, {"effectiveWords": ["rain"]})


def test_both_encodings_of_a_failure_are_read() -> None:
    in_errors = read([], [{"code": "inferenceError", "message": "No.", "taskUUID": A}])
    in_data = read([{"taskUUID": A, "status": "error", "error": {"code": "inferenceError", "message": "No."}}])
    assert in_errors.failures == in_data.failures
    assert in_errors.failures[0].category == "provider"


def test_a_failure_told_in_both_ways_counts_once() -> None:
    error = {"code": "inferenceError", "message": "No."}
    status = read([{"taskUUID": A, "status": "error", "error": error}], [error | {"taskUUID": A}])
    assert len(status.failures) == 1
    two = read(
        [{"taskUUID": A, "status": "error", "error": error}] * 2,
        [error | {"taskUUID": A}],
    )
    assert len(two.failures) == 2


def test_a_result_is_taken_in_beside_a_failure() -> None:
    status = read([done("v1")], [{"code": "providerError", "message": "No.", "taskUUID": A}])
    assert (len(status.results), len(status.failures)) == (1, 1)


def test_an_error_item_with_an_address_is_no_result() -> None:
    assert read([done("v1") | {"status": "error", "error": {"code": "x"}}]).results == ()


def test_not_known_is_not_yet_a_failure() -> None:
    status = read([], [{"code": "taskNotFound", "message": "No.", "taskUUID": A}])
    assert status.failures == ()
    assert status.not_found is not None
    assert status.state == "unknown"


def test_an_answer_for_many_is_sorted_by_task_and_an_unnamed_error_is_nobodys() -> None:
    statuses = read([done("v1", B), {"taskUUID": A.upper(), "progress": 3}], [{"code": "x"}], asked=(A, B))
    assert statuses[B].results[0].video_uuid == "v1"
    assert statuses[A].progress == 3
    assert statuses[A].failures == statuses[B].failures == ()


def test_an_unnamed_error_belongs_to_the_only_task_that_was_asked_for() -> None:
    assert read([], [{"code": "providerError"}]).failures[0].code == "providerError"


def test_a_failure_that_names_no_task_is_no_sign_of_it() -> None:
    status = read([], [{"code": "contentPolicyViolation", "message": "No."}])
    assert (status.state, len(status.failures)) == ("unknown", 1)
    for code in ("rateLimitExceeded", "invalidParameter", "internalServerError"):
        assert read([], [{"code": code, "message": "Later."}]).failures == ()


def test_a_key_of_one_letter_is_masked_without_harm() -> None:
    item = Item.read(done("v", draft=True, width=1920, note="one"))
    found = read_statuses(Envelope((item,), ()), (A,), Secret("e"))[A]
    assert found.results[0].extra["draft"] is True
    assert found.results[0].extra["width"] == 1920


def test_a_failure_is_of_all_results_only_where_it_names_none_and_nothing_is_being_made() -> None:
    error = {"code": "contentPolicyViolation", "message": "No.", "taskUUID": A}
    assert read([], [error]).of_all == read([], [error]).failures[0]
    assert read([done("v1")], [error]).of_all is not None
    assert read([{"taskUUID": A, "status": "error", "error": error}]).of_all is not None
    assert read([], [error | {"videoUUID": "v2"}]).of_all is None
    assert read([{"taskUUID": A, "status": "processing"}], [error]).of_all is None
    assert read([{"taskUUID": A}], [error]).of_all is None
    assert read([done("v1")]).of_all is None


def test_results_without_a_name_are_told_apart_by_what_of_their_addresses_is_no_signature() -> None:
    def names(*urls: str) -> list[str]:
        return [result.video_uuid for result in read([done("", videoURL=url) for url in urls]).results]

    assert names("https://h/a.mp4?sig=1", "https://h/b.mp4?sig=2") == ["https://h/a.mp4", "https://h/b.mp4"]
    assert names("https://h/get?id=1") == ["https://h/get"]
    assert names("https://h/get?id=1&X-Amz-Date=7", "https://h/get?X-Amz-Date=7&id=2") == [
        "https://h/get?id=1",
        "https://h/get?id=2",
    ]
