/** What it is about: some lines, and all of it for who wants that. */
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { keepFocus } from '../parts/icon-button.tsx';
import { words } from '../words/words.ts';

export const Plot = ({ text }: { readonly text: string }) => {
  const lines = useRef<HTMLParagraphElement>(null);
  const [isCut, setCut] = useState(false);
  const [isOpen, setOpen] = useState(false);
  useLayoutEffect(() => {
    const measure = (): void => {
      const { current } = lines;
      if (current !== null && !isOpen) setCut(current.scrollHeight > current.clientHeight + 1);
    };
    measure();
    window.addEventListener('resize', measure);
    return () => window.removeEventListener('resize', measure);
  }, [text, isOpen]);
  return (
    <div class="plot">
      <p class={isOpen ? '' : 'plot-cut'} ref={lines}>
        {text}
      </p>
      {(isCut || isOpen) && (
        <button
          type="button"
          class="more"
          aria-expanded={isOpen}
          onClick={() => setOpen(!isOpen)}
          onMouseDown={keepFocus}
          data-focus="more"
        >
          {isOpen ? words.show.less : words.show.more}
        </button>
      )}
    </div>
  );
};
