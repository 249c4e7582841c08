/** Dragging with a mouse or a finger. Chrome 53 has no pointer events, so neither are they used. */

export interface Drag {
  /** `x` is where the pointer is, in CSS pixels of the window. */
  readonly move: (x: number) => void;
  readonly end: (x: number) => void;
}

export const onDrag = (element: HTMLElement, { move, end }: Drag): void => {
  element.addEventListener('mousedown', (down) => {
    if (down.button !== 0) return;
    down.preventDefault(); // no selection of text
    const follow = (event: MouseEvent): void => move(event.clientX);
    const release = (event: MouseEvent): void => {
      document.removeEventListener('mousemove', follow);
      document.removeEventListener('mouseup', release);
      end(event.clientX);
    };
    document.addEventListener('mousemove', follow);
    document.addEventListener('mouseup', release);
    move(down.clientX);
  });
  let x = 0;
  const touch = (event: TouchEvent): void => {
    event.preventDefault(); // neither scrolling nor a mouse's events besides
    x = event.touches[0]?.clientX ?? x;
    move(x);
  };
  element.addEventListener('touchstart', touch, { passive: false });
  element.addEventListener('touchmove', touch, { passive: false });
  element.addEventListener('touchend', () => end(x));
  element.addEventListener('touchcancel', () => end(x));
};
