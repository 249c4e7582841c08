import type { IconNode } from 'lucide';
import type { ButtonHTMLAttributes } from 'preact';
import { Icon } from './icon.tsx';

interface Props extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'icon' | 'label'> {
  readonly icon: IconNode;
  /** What it does: said by screen readers and shown beside the pointer. */
  readonly label: string;
}

/**
 * A button that shows an icon only. A click with the mouse leaves the focus where it was: else the
 * next press of the space bar would press the button again.
 */
export const IconButton = ({ icon, label, children, ...rest }: Props) => (
  <button
    type="button"
    class="icon-button"
    aria-label={label}
    title={label}
    onMouseDown={keepFocus}
    {...rest}
  >
    <Icon of={icon} />
    {children}
  </button>
);

export const keepFocus = (event: Event): void => event.preventDefault();
