// Starts htmx and every element that the shell uses. Pages add their own modules through the block `page_scripts`.
import "htmx.org";
import "#app/elements/shell.js";
import "#app/elements/theme.js";
import "#app/elements/menu.js";
import "#app/elements/opens.js";
import "#app/elements/strip.js";
import "#app/elements/confirm.js";
import "#app/elements/toasts.js";
import "#app/elements/drawer.js";
import "#app/elements/palette.js";
import "#app/elements/shortcuts.js";
import "#app/elements/draft.js";
import "#app/elements/time.js";
import "#app/elements/live.js";
import "#app/elements/waiting.js";
import "#app/elements/requests.js";
import "#app/elements/unsaved.js";
