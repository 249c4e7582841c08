/** Icons of lucide, which gives them as lists of elements. */
import type { IconNode } from 'lucide';
import { h } from 'preact';

/** Seen only: the element around it has the words. */
export const Icon = ({ of }: { readonly of: IconNode }) => (
  <svg
    class="icon"
    viewBox="0 0 24 24"
    fill="none"
    stroke="currentColor"
    stroke-width="2"
    stroke-linecap="round"
    stroke-linejoin="round"
    aria-hidden="true"
    focusable="false"
  >
    {of.map(([tag, attributes]) => h(tag, attributes))}
  </svg>
);
