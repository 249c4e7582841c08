import type { IconNode } from 'lucide';
import { type ButtonHTMLAttributes, h } from 'preact';
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
export const IconButton = ({ icon, label, children, ...rest }: Props) => {
  const common = {
    type: 'button' as const,
    class: 'icon-button',
    'aria-label': label,
    title: label,
    onMouseDown: keepFocus,
  };
  // Written as JSX, children after what is spread need what the oldest browsers do not have.
  return h('button', Object.assign(common, rest), <Icon of={icon} />, children);
};

export const keepFocus = (event: Event): void => event.preventDefault();
