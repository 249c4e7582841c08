/** What docs/metrics.md and the dashboard say, and what a server tells. */
import { readFileSync } from 'node:fs';

const read = (path: string): string =>
  readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

export interface Told {
  readonly type: string;
  readonly labels: readonly string[];
}

/** By name, as the page has them. */
export const documentedMetrics = (): Record<string, Told> => {
  const rows = read('docs/metrics.md').matchAll(
    /^\| `(\w+)` \| (gauge|counter|histogram) \|([^|]*)\| \S[^|]* \|$/gm,
  );
  const told = [...rows].map(([, name = '', type = '', labels = '']) => {
    return [name, { type, labels: [...labels.matchAll(/\w+/g)].map(String).sort() }] as const;
  });
  return Object.fromEntries(told);
};

/** Of each type that was told of, with the labels that its values have. */
export const scrapedMetrics = (text: string): Record<string, Told> => {
  const found = [...text.matchAll(/^# TYPE (\w+) (\w+)$/gm)].map(([, name = '', type = '']) => {
    const values = text.matchAll(new RegExp(`^${name}(?:_bucket|_sum|_count)?\\{(.*)\\} `, 'gm'));
    const labels = [...values].flatMap(([, all = '']) =>
      [...all.matchAll(/(\w+)="/g)].map(([, label = '']) => label),
    );
    return [name, { type, labels: [...new Set(labels)].filter((it) => it !== 'le').sort() }];
  });
  return Object.fromEntries(found);
};

/** The value of a metric with these labels, in the order in which they are told; NaN of none. */
export const metricIn = (text: string, name: string, labels = ''): number => {
  const line = text.split('\n').find((it) => it.startsWith(`${name}${labels} `));
  return Number(line?.split(' ').at(-1) ?? Number.NaN);
};

/** Of the dashboard: what it shows, by the title of the panel. */
export const dashboardExpressions = (): (readonly [title: string, expression: string])[] => {
  interface Panel {
    readonly title: string;
    readonly targets?: readonly { readonly expr: string }[];
  }
  const { panels } = JSON.parse(read('docs/grafana.json')) as { panels: readonly Panel[] };
  return panels.flatMap(({ title, targets = [] }) =>
    targets.map(({ expr }) => [title, expr] as const),
  );
};
