/** A screen that makes its own elements. */
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { useKeys } from '../input.ts';
import type { View } from './view.ts';

export const ViewScreen = ({ create }: { readonly create: () => View }) => {
  const [view] = useState(create);
  const place = useRef<HTMLDivElement>(null);
  useKeys((key, event) => view.press(key, event));
  useLayoutEffect(() => {
    place.current?.appendChild(view.element);
    view.show();
    return view.hide.bind(view);
  }, [view]);
  return <div ref={place} />;
};
