/** An element of a row that is filled again and again: what stays the same is not written again. */
export class RowPart {
  readonly element: HTMLElement;
  readonly #attributes = new Map<string, string>();
  readonly #styles = new Map<string, string>();
  #text: Text | undefined;
  #parts: readonly RowPart[] = [];

  /** @param attributes those that never change */
  constructor(tag: string, attributes: Readonly<Record<string, string>> = {}) {
    this.element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) this.set(name, value);
  }

  /** Sets an attribute, or removes it. */
  set(name: string, value: string | undefined): void {
    if (this.#attributes.get(name) === value) return;
    if (value === undefined) {
      this.#attributes.delete(name);
      this.element.removeAttribute(name);
    } else {
      this.#attributes.set(name, value);
      this.element.setAttribute(name, value);
    }
  }

  /** Sets a property of the style attribute. */
  style(name: string, value: string): void {
    if (this.#styles.get(name) === value) return;
    this.#styles.set(name, value);
    this.element.style.setProperty(name, value);
  }

  /** The text of an element without parts. */
  say(text: string): void {
    if (this.#text === undefined) {
      this.#text = new Text(text);
      this.element.append(this.#text);
    } else if (this.#text.data !== text) {
      this.#text.data = text;
    }
  }

  /** The parts inside, in their order. */
  hold(parts: readonly (RowPart | undefined)[]): void {
    const wanted = parts.filter((part) => part !== undefined);
    const before = this.#parts;
    if (wanted.length === before.length && wanted.every((part, index) => part === before[index])) {
      return;
    }
    this.#parts = wanted;
    this.element.replaceChildren(...wanted.map(({ element }) => element));
  }
}
