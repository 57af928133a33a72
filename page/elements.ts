/// <reference lib="dom" />

export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  properties: Partial<HTMLElementTagNameMap[Tag]> = {},
): HTMLElementTagNameMap[Tag] {
  return Object.assign(document.createElement(tag), properties);
}

/** @throws Error where the page lacks it. */
export function byId<Kind extends HTMLElement = HTMLElement>(id: string): Kind {
  const found = document.getElementById(id);
  if (!found) throw new Error(`#${id} is not in index.html`);
  return found as Kind;
}

/** @param path of this origin. */
export function link(path: string, text: string): HTMLAnchorElement {
  return element('a', { href: path, textContent: text });
}

export function table(head: readonly string[], rows: readonly (readonly (string | Node)[])[]): HTMLTableElement {
  const made = element('table');
  const top = made.createTHead().insertRow();
  for (const text of head) top.append(element('th', { scope: 'col', textContent: text }));
  const body = made.createTBody();
  for (const cells of rows) {
    const row = body.insertRow();
    cells.forEach((cell, i) => {
      const made = i === 0 ? element('th', { scope: 'row' }) : element('td');
      made.append(cell);
      row.append(made);
    });
  }
  return made;
}

/** Fills a picker, and keeps its choice where that is still there. */
export function fillSelect(select: HTMLSelectElement, options: readonly { value: string; text: string }[]): void {
  const same =
    options.length === select.options.length && options.every(({ value }, i) => select.options[i]!.value === value);
  if (same) return;
  const { value: chosen } = select;
  select.replaceChildren(...options.map(({ value, text }) => element('option', { value, textContent: text })));
  if (options.some(({ value }) => value === chosen)) select.value = chosen;
}

/** A row's name that can be pressed. */
export function pickButton(text: string, onPick: () => void): HTMLButtonElement {
  const button = element('button', { type: 'button', className: 'pick', textContent: text, title: text });
  button.addEventListener('click', onPick);
  return button;
}
