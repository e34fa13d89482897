import json
from pathlib import Path

from retake_gui.services.request_json import parse
from retake_gui.services.templates import templates

_EXAMPLES = Path(__file__).parents[2] / "integration" / "contract_examples.json"


def test_the_contracts_examples_are_offered_as_they_stand() -> None:
    wanted = json.loads(_EXAMPLES.read_text(encoding="utf-8"))
    assert [json.loads(template.text) for template in templates()] == [[example] for example in wanted]
    assert len({template.title for template in templates()}) == 4


def test_each_loads() -> None:
    for template in templates():
        pasted = parse(template.text)
        assert pasted.unknown == ()
        assert pasted.settings.prompt == template.prompt
        assert pasted.request is not None
