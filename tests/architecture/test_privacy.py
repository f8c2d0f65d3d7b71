"""Every model says of every field whether it is personal, why it is there and for how long (HOUSE §3.13)."""

from typing import Any

import pytest

from scripts.docs import house_models

MODELS = house_models()


def _fields(model: Any) -> set[str]:
    return {field.name for field in model._meta.get_fields() if not field.auto_created or field.concrete}


def test_there_are_models_to_judge() -> None:
    assert MODELS


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_every_field_is_classified_once(model: Any) -> None:
    privacy = getattr(model, "Privacy", None)
    assert privacy is not None, f"{model._meta.label} needs a class Privacy: personal, kept, retention, ground"
    personal, kept = set(privacy.personal), set(privacy.kept)
    assert personal & kept == set()
    assert _fields(model) - personal - kept == set(), "classify these fields"
    assert (personal | kept) - _fields(model) == set(), "these are no fields any more"


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_every_classification_gives_a_reason_a_term_and_a_ground(model: Any) -> None:
    privacy = model.Privacy
    reasons = [*privacy.personal.values(), *privacy.kept.values(), privacy.retention, privacy.ground]
    assert all(isinstance(reason, str) and len(reason) > 3 for reason in reasons)
