"""Which messages of the channel leave, and to whom."""

from notifications.audience import news_of


def test_scores_that_moved_are_told_once() -> None:
    """The event of a batch names the model, the message beside it the items."""
    batch = {"verb": "item.score_changed", "ids": ["1"], "product": "2", "action": "3"}
    assert news_of({**batch, "kind": "scoringmodel"}, {}) == []
    assert len(news_of({**batch, "kind": "score"}, {})) == 1
    assert len(news_of({**batch, "kind": "scoringmodel", "verb": "scoring_model.changed"}, {})) == 1
