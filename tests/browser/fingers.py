"""Fingers on a page, by the browser's own protocol: what real ones do, scrolling included."""

from playwright.sync_api import CDPSession, Locator, Page

HOLD = 600
Point = tuple[float, ...]


class Finger:
    """One finger, or two that pinch."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.session: CDPSession = page.context.new_cdp_session(page)

    def drag(self, what: Locator, to: Locator, *, rest: int = 0, below: float = 0.8) -> None:
        """Puts the finger on `what`, rests that many milliseconds, goes to `to` (a share of its height) and lifts."""
        self.go(middle(what), middle(to, below), rest=rest)

    def go(self, start: Point, end: Point, *, rest: int = 0) -> None:
        """The same from point to point."""
        self._send("touchStart", start)
        self.page.wait_for_timeout(rest)
        for step in range(1, 9):
            self._send("touchMove", tuple(a + (b - a) * step / 8 for a, b in zip(start, end, strict=True)))
            self.page.wait_for_timeout(20)
        self._send("touchEnd")

    def rest(self, on: Locator, milliseconds: int) -> None:
        """Puts the finger there and lifts it again."""
        self._send("touchStart", middle(on))
        self.page.wait_for_timeout(milliseconds)
        self._send("touchEnd")

    def pinch(self, at: Point, start: float, end: float) -> None:
        """Two fingers, so many pixels from the point between them, go to so many."""
        x, y = at
        for step in range(9):
            away = start + (end - start) * step / 8
            self._send("touchMove" if step else "touchStart", (x - away, y), (x + away, y))
            self.page.wait_for_timeout(20)
        self._send("touchEnd")

    def _send(self, kind: str, *at: Point) -> None:
        points = [{"x": x, "y": y, "id": finger} for finger, (x, y) in enumerate(at)]
        self.session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})


def middle(place: Locator, share: float = 0.5) -> tuple[float, float]:
    box = place.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] * share
