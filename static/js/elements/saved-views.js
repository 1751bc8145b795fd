// Forms with data-view-form save how the list looks now: its columns and their widths are added when they are sent.
import { all, on } from "#app/lib/dom.js";

on(document, "formdata", "[data-view-form]", (event) => {
  const columns = all("[data-column]");
  if (!columns.length) return;
  event.formData.set("group_by", document.querySelector("tl-backlog")?.getAttribute("data-grouped") ?? "");
  const shown = columns.filter((column) => column.getAttribute("aria-checked") === "true");
  event.formData.set("columns", shown.map((column) => column.dataset.column).join(" "));
  const pulled = all("th[data-col]").filter((head) => parseInt(head.style.width, 10));
  event.formData.set("widths", pulled.map((head) => `${head.dataset.col}:${parseInt(head.style.width, 10)}`).join(" "));
});
