/** What is typed is searched for once that pauses, on a screen of its own. */
import { Search } from 'lucide';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { focusable, focusOn } from '../focus.ts';
import { useKeys } from '../input.ts';
import { Icon } from '../parts/icon.tsx';
import { back, go, type Route, replace, searchPath } from '../router.ts';
import { words } from '../words/words.ts';

const TYPING_MS = 150;

const textOf = (route: Route): string => (route.name === 'search' ? route.text : '');

const search = (route: Route, text: string): void => {
  if (text === textOf(route)) return;
  if (text === '') back();
  else (route.name === 'search' ? replace : go)(searchPath(text));
};

export const SearchField = ({ route }: { readonly route: Route }) => {
  const field = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState(textOf(route));
  const timer = useRef<number | undefined>(undefined);
  const latest = useRef(route);
  latest.current = route;
  const stop = (): void => window.clearTimeout(timer.current);
  const type = (text: string): void => {
    setTyped(text);
    stop();
    timer.current = window.setTimeout(() => search(latest.current, text.trim()), TYPING_MS);
  };
  // Where somebody came to by another way than typing.
  useLayoutEffect(() => {
    if (textOf(route) === typed.trim()) return;
    stop();
    setTyped(textOf(route));
  }, [route]);
  useEffect(() => stop, []);
  useKeys((key) => {
    if (key.name === 'text' && key.text === '/') field.current?.focus();
    else if (key.name !== 'enter' || document.activeElement !== field.current) return false;
    else enterResults();
    return true;
  });
  return (
    <label class="search">
      <Icon of={Search} />
      <input
        type="search"
        class="search-field"
        placeholder={words.search}
        aria-label={words.searchTitles}
        autocomplete="off"
        spellcheck={false}
        enterkeyhint="search"
        ref={field}
        value={typed}
        onInput={({ currentTarget }) => type(currentTarget.value)}
      />
    </label>
  );
};

const enterResults = (): void => {
  const main = document.querySelector('main');
  const first = main === null ? undefined : focusable(main)[0];
  if (first !== undefined) focusOn(first);
};
