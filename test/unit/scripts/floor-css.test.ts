/** Styles that the oldest browsers understand, or pass over without harm. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildPage } from '../../../scripts/build-web.ts';

/** What came after Chrome 53 and changes the place of things, so that something else has to do. */
const PROPERTIES = new RegExp(
  `^(?:${[
    'gap|row-gap|column-gap|grid.*|inset.*|place-.*|aspect-ratio|translate|scale|rotate',
    '(?:margin|padding|border)-(?:inline|block).*',
  ].join('|')})$`,
);
const VALUES =
  /\b(?:clamp|min|max|env|color-mix|light-dark)\(|\d(?:dv|sv|lv)[hw]\b|\b(?:grid|contents)\b/;
/** One that is not known makes browsers pass over the whole rule. */
const SELECTORS = /:(?:is|where|has|focus-visible|focus-within|any-link|not\([^)]*[,\s])|&/;
const RULES = /^@(?:layer|container|property|scope|starting-style)/;

interface Rule {
  readonly selector: string;
  readonly declarations: readonly (readonly [name: string, value: string])[];
}

/** Of minified CSS, those within `@media` too. */
const rulesOf = (css: string): Rule[] =>
  [...css.matchAll(/([^{}]+)\{([^{}]*)\}/g)].map(([, selector = '', body = '']) => ({
    selector,
    declarations: body
      .split(/;(?![^(]*\))/)
      .filter((it) => it !== '')
      .map((it) => [it.slice(0, it.indexOf(':')).trim(), it.slice(it.indexOf(':') + 1)] as const),
  }));

const problemsOf = (css: string): string[] => {
  const problems = [...css.matchAll(/@[a-z-]+/g)].map(([it]) => it).filter((it) => RULES.test(it));
  for (const { selector, declarations } of rulesOf(css)) {
    if (SELECTORS.test(selector)) problems.push(selector);
    for (const [at, [name, value]] of declarations.entries()) {
      const isNew = PROPERTIES.test(name) || (!name.startsWith('--') && VALUES.test(value));
      const before = declarations.slice(0, at);
      const hasFallback = before.some(
        ([other, old]) => `${name}-`.startsWith(`${other}-`) && !VALUES.test(old),
      );
      if (isNew && (PROPERTIES.test(name) || !hasFallback)) {
        problems.push(`${selector} { ${name}: ${value} }`);
      }
    }
  }
  return problems;
};

test('what is too new is found', () => {
  assert.deepEqual(problemsOf('a{width:1px;width:min(1px,2px)}@media print{b{color:red}}'), []);
  for (const css of [
    'a{gap:1px}',
    'a{width:max(1px,2px)}',
    'a{display:grid}',
    'a{height:100dvh}',
    '@media print{a:focus-visible{color:red}}',
    '@layer a{b{color:red}}',
    'a:not(.b,.c){color:red}',
  ]) {
    assert.equal(problemsOf(css).length, 1, css);
  }
});

test('the styles have nothing that the oldest browsers need and lack', async () => {
  const page = await buildPage();
  for (const [path, body] of page) {
    if (path.endsWith('.css')) assert.deepEqual(problemsOf(body.toString()), [], path);
  }
});
