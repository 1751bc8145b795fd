// Forms with data-view-form save how the list looks now: its columns and their widths are added when they are sent.
import { all, on, one } from "#app/lib/dom.js";
import { cookie } from "#app/lib/storage.js";

on(document, "formdata", "[data-view-form]", (event) => {
  const columns = all("[data-column]");
  if (!columns.length) return;
  event.formData.set("group_by", document.querySelector("tl-backlog")?.getAttribute("data-grouped") ?? "");
  const shown = columns.filter((column) => column.getAttribute("aria-checked") === "true");
  event.formData.set("columns", shown.map((column) => column.dataset.column).join(" "));
  event.formData.set("widths", one("table[data-widths]")?.dataset.widths ?? "");
});
// A view that is opened is as it was saved.
on(document, "click", ".views-menu a", () => cookie("table-view", ""));
