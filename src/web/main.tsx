import './polyfills.ts';
import { render } from 'preact';
import { App } from './app.tsx';
import { rememberRows } from './focus.ts';
import { startInput } from './input.ts';

const root = document.getElementById('app');
if (root !== null) {
  startInput();
  rememberRows();
  render(<App />, root);
}
