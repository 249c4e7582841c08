import './polyfills.ts';
import { render } from 'preact';
import { App } from './app.tsx';
import { startInput } from './input.ts';

const root = document.getElementById('app');
if (root !== null) {
  startInput();
  render(<App />, root);
}
