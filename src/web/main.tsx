import './polyfills.ts';
import { render } from 'preact';
import { App } from './app.tsx';
import { rememberRows } from './focus.ts';
import { startInput } from './input.ts';
import { startForesight } from './player/foresight.ts';
import { language } from './words/words.ts';

const root = document.getElementById('app');
if (root !== null) {
  document.documentElement.lang = language;
  startInput();
  rememberRows();
  startForesight();
  render(<App />, root);
}
