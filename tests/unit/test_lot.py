"""The lot: a commitment before, the same order for everybody after, and no place that is dearer than another."""

from collections import Counter
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trede.core.errors import InputError
from trede.core.lot import commitment, draw, verify

NONCE = "0123456789abcdef"
lists = st.lists(st.text("ABC0123456789-", min_size=1, max_size=8), unique=True, max_size=12)


@given(lists, st.randoms(use_true_random=False))
def test_the_order_of_the_list_plays_no_part(ids: list[str], chance: object) -> None:
    mixed = list(ids)
    chance.shuffle(mixed)  # type: ignore[attr-defined]  # Hypothesis gives a random.Random
    assert draw(mixed, NONCE) == draw(ids, NONCE)
    assert commitment(mixed, NONCE) == commitment(ids, NONCE)
    assert sorted(draw(ids, NONCE)) == sorted(ids)


@given(lists)
def test_anybody_can_check(ids: list[str]) -> None:
    order = draw(ids, NONCE, "witness")
    published = commitment(ids, NONCE)
    assert verify(ids, NONCE, "witness", published, order)
    assert verify(ids, NONCE, "witness", published.upper() + "\n", order)
    assert not verify([*ids, "ANOTHER"], NONCE, "witness", published, order)
    assert not verify(ids, NONCE + "x", "witness", published, order)
    if len(ids) > 1:
        assert not verify(ids, NONCE, "witness", published, order[::-1])


def test_the_hash_can_be_repeated_by_hand() -> None:
    text = f"trede-lot-1\n{NONCE}\nA\nB\n"
    assert commitment(["B", "A"], NONCE) == sha256(text.encode()).hexdigest()
    marks = {key: sha256(f"trede-lot-1\n{NONCE}\nword\n{key}\n".encode()).hexdigest() for key in "ABC"}
    assert list(draw("ABC", NONCE, "word")) == sorted(marks, key=lambda key: marks[key])


def test_the_word_of_the_second_official_changes_the_order() -> None:
    ids = [str(number) for number in range(10)]
    assert len({draw(ids, NONCE, str(word)) for word in range(5)}) == 5


def test_every_place_is_as_likely() -> None:
    first = Counter(draw("ABCD", NONCE, str(word))[0] for word in range(400))
    assert set(first) == set("ABCD")
    assert min(first.values()) > 70


@pytest.mark.parametrize("ids", [["A", "A"], [""], ["A\nB"], ["A\r"]])
def test_a_list_that_could_mean_two_things_is_refused(ids: list[str]) -> None:
    with pytest.raises(InputError, match="nummer"):
        draw(ids, NONCE)


@pytest.mark.parametrize("nonce", ["short", "0123456789abcde\nf"])
def test_a_secret_that_could_be_guessed_is_refused(nonce: str) -> None:
    with pytest.raises(InputError, match="geheim"):
        commitment(["A"], nonce)
