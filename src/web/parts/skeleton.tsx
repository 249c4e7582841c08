/** What will be there, as grey boxes: shown only to those who wait longer than a moment. */

const places = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

export const SkeletonRow = ({ shape }: { readonly shape: 'poster' | 'still' }) => (
  <div class="skeleton" aria-hidden="true">
    <span class="bone bone-title" />
    <div class="row">
      {places(8).map((index) => (
        <span key={index} class={`item ${shape}-item`}>
          <span class={`card ${shape}`}>
            <span class="tile" />
          </span>
        </span>
      ))}
    </div>
  </div>
);
