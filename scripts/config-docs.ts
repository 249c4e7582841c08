/** Writes docs/config.md from the table of options. */
import { writeFileSync } from 'node:fs';
import { environmentName } from '../src/config/load.ts';
import { initialOf, OPTIONS, type OptionName } from '../src/config/options.ts';

export const CONFIG_DOCS = 'docs/config.md';

const HEAD = `# Configuration

<!-- Written by scripts/config-docs.ts from src/config/options.ts. -->

Every option can be given on the command line, in the environment, or in a TOML file named with
\`--config\` or \`HAEMA_CONFIG\`; the first of these that has it counts. In the environment,
folders are written with \`:\` between them, names and origins with \`,\`. In the file they are
lists, and names are those of the command line:

\`\`\`toml
port = 8080
target-path = ["/mnt/nas/films", "/mnt/nas/series"]
cache-limit = "20G"
\`\`\`

What has a ⟳ can be changed while haema runs: \`kill -HUP\` makes it read the configuration again.
For other options the log says that they need a restart, and a configuration that cannot be used
changes nothing.

| command line | environment | default | what it is |
|---|---|---|---|
`;

export const configDocs = (): string => {
  const rows = (Object.keys(OPTIONS) as OptionName[]).map((name) => {
    const spec = OPTIONS[name];
    const short = 'short' in spec ? `\`-${spec.short}\`, ` : '';
    const initial = initialOf(name, { HOME: '~' });
    const value = spec.value.replace('|', '\\|');
    const cells = [
      `${short}\`--${name} <${value}>\``,
      `\`${environmentName(name)}\``,
      initial === null ? '' : `\`${initial}\``,
      `${spec.help}${'live' in spec ? ' ⟳' : ''}`,
    ];
    return `| ${cells.join(' | ')} |\n`;
  });
  return HEAD + rows.join('');
};

if (import.meta.main) writeFileSync(CONFIG_DOCS, configDocs());
