/** Grey boxes where the posters will be. */
import { useRef } from 'preact/hooks';
import { useLayout } from './use-grid.ts';

const ROWS = 3;

export const WallSkeleton = () => {
  const host = useRef<HTMLDivElement>(null);
  const layout = useLayout(host);
  const count = layout === null ? 0 : layout.columns * ROWS;
  return (
    <div class="grid skeleton" aria-hidden="true" ref={host}>
      {layout !== null &&
        Array.from({ length: count }, (_, index) => (
          <div
            key={index}
            class="cell"
            style={{
              width: `${layout.width}px`,
              transform: `translate(${Math.round((index % layout.columns) * layout.step)}px, ${
                Math.floor(index / layout.columns) * layout.rowHeight
              }px)`,
            }}
          >
            <span class="card poster">
              <span class="tile" />
            </span>
          </div>
        ))}
    </div>
  );
};
