import type { IconNode } from 'lucide';
import type { ButtonHTMLAttributes } from 'preact';
import { Icon } from '../../parts/icon.tsx';
import { keepFocus } from '../../parts/icon-button.tsx';

interface Props extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'icon' | 'label' | 'class'> {
  readonly icon: IconNode;
  /** What it does: said by screen readers and shown beside the pointer. */
  readonly label: string;
  readonly class?: string;
}

/** An icon button of the player. */
export const Control = ({ icon, label, class: more = '', children, ...rest }: Props) => {
  const own = {
    type: 'button' as const,
    class: `control ${more}`.trim(),
    'aria-label': label,
    title: label,
    onMouseDown: keepFocus,
    children: [<Icon key="icon" of={icon} />, children],
  };
  return <button {...Object.assign(own, rest)} />;
};
