// What we use of SortableJS, which comes without types.
declare module "sortablejs" {
  interface SortableEvent {
    item: HTMLElement;
    from: HTMLElement;
    to: HTMLElement;
    oldIndex?: number;
    newIndex?: number;
  }
  export default class Sortable {
    static create(element: HTMLElement, options: Record<string, unknown>): Sortable;
    destroy(): void;
    option(name: string, value?: unknown): unknown;
  }
}
