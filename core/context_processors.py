"""What every page may use."""

from django.http import HttpRequest


def page(request: HttpRequest) -> dict[str, object]:
    """`csp_nonce` under the name that Django 6 will use, and the theme that the person chose on this device."""
    theme = request.COOKIES.get("theme", "")
    return {
        "csp_nonce": getattr(request, "csp_nonce", ""),
        "theme": theme if theme in ("light", "dark") else "system",
        "rail": "icons" if request.COOKIES.get("rail") == "icons" else "full",
    }
