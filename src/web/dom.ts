/** Elements without a framework: what is made here is all there is. */
import { createElement as createIcon, type IconNode } from 'lucide';

type Listener = (event: never) => void;
type Attributes = Readonly<Record<string, string | number | boolean | null | Listener>>;
type Child = Node | string | null;

/** Functions are listeners, named by their event; `true` is an attribute without a value. */
export const el = <Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] => {
  const element = document.createElement(tag);
  for (const name of Object.keys(attributes)) {
    const value = attributes[name];
    if (typeof value === 'function') element.addEventListener(name, value as EventListener);
    else setAttribute(element, name, value ?? null);
  }
  for (const child of children) {
    if (child !== null) element.appendChild(asNode(child));
  }
  return element;
};

export const setAttribute = (
  element: Element,
  name: string,
  value: string | number | boolean | null,
): void => {
  if (value === null || value === false) element.removeAttribute(name);
  else element.setAttribute(name, value === true ? '' : String(value));
};

export const replaceChildren = (parent: Element, ...children: readonly Child[]): void => {
  parent.textContent = '';
  for (const child of children) {
    if (child !== null) parent.appendChild(asNode(child));
  }
};

const asNode = (child: Node | string): Node =>
  typeof child === 'string' ? document.createTextNode(child) : child;

/** Seen only: the element around it has the words. */
export const icon = (node: IconNode): SVGElement =>
  createIcon(node, { 'aria-hidden': 'true', focusable: 'false', class: 'icon' });

/**
 * A button that shows an icon and says `label`. A click with the mouse leaves the focus where it
 * was: else the next press of the space bar would press the button again.
 */
export const iconButton = (
  node: IconNode,
  label: string,
  press: () => void,
  attributes: Attributes = {},
): HTMLButtonElement =>
  el(
    'button',
    {
      type: 'button',
      class: 'icon-button',
      'aria-label': label,
      title: label,
      click: press,
      mousedown: keepFocus,
      ...attributes,
    },
    icon(node),
  );

export const keepFocus = (event: Event): void => event.preventDefault();

/** Changes what an icon button shows and says. */
export const relabel = (button: HTMLElement, node: IconNode, label: string): void => {
  if (button.getAttribute('aria-label') === label) return;
  button.setAttribute('aria-label', label);
  button.title = label;
  replaceChildren(button, icon(node));
};
