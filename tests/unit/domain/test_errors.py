from retake_gui.domain.errors import Category, RetakeError, ServiceError, SettingRefused


def test_a_sentence_says_what_happened_what_was_kept_and_what_to_do() -> None:
    error = RetakeError("The disk is full.", kept="The job is kept.", do="Make room.", details="errno 28")
    assert error.sentence == str(error) == "The disk is full. The job is kept. Make room."
    assert "28" not in error.sentence
    assert RetakeError("The disk is full.").sentence == "The disk is full."


def test_refusals_name_what_they_concern() -> None:
    assert SettingRefused("ttl", "Too short.").parameter == "ttl"
    error = ServiceError("No.", category=Category.VALIDATION, parameters=["duration", "startTime"])
    assert error.parameters == ("duration", "startTime")
