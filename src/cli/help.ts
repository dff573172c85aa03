import { SETTINGS } from '../schema/settings-table.ts'
import type { Command } from './command.ts'

const WIDTH = 100

export function overview(commands: readonly Command[]): string {
  const rows = commands.map(({ name, summary }): [string, string] => [name, summary])
  return [
    'Usage: log-sentinel COMMAND [FLAGS] [ARGUMENTS]',
    '',
    'Commands',
    ...table(rows),
    '',
    '`log-sentinel COMMAND --help` tells more about a command, `log-sentinel --version` the version.',
    '',
  ].join('\n')
}

export function commandHelp(command: Command): string {
  const own = Object.entries(command.options).map(([name, option]): [string, string] => [
    `--${name}${option.type === 'string' ? ` ${option.value ?? 'VALUE'}` : ''}`,
    option.description,
  ])
  const actions = (command.actions ?? []).map(({ name, summary }): [string, string] => [name, summary])
  const settings = command.takesSettings
    ? [
        ['--config FILE', 'Settings from a YAML file; variables and flags win over it.'] satisfies [
          string,
          string,
        ],
        ...SETTINGS.map((setting): [string, string] => [
          setting.type === 'boolean'
            ? setting.flag
            : `${setting.flag} ${setting.choices.join('|') || setting.type.toUpperCase()}`,
          `${setting.description}${showDefault(setting.default)}`.trim(),
        ]),
      ]
    : []
  return [
    `Usage: log-sentinel ${command.name} ${command.usage}`.trimEnd(),
    '',
    command.summary,
    ...(actions.length > 0 ? ['', 'Commands', ...table(actions)] : []),
    ...(own.length > 0 ? ['', 'Flags', ...table(own)] : []),
    ...(settings.length > 0
      ? ['', 'Settings (also as LOG_SENTINEL_... variables and in the --config file)', ...table(settings)]
      : []),
    '',
  ].join('\n')
}

function showDefault(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number'
    ? value === ''
      ? ''
      : ` Default: ${value}.`
    : ''
}

/** Two columns; the second is wrapped. */
function table(rows: readonly [string, string][]): string[] {
  const left = Math.min(34, Math.max(...rows.map(([name]) => name.length)) + 2)
  return rows.flatMap(([name, text]) => {
    const lines = wrap(text, WIDTH - left - 2)
    const first = name.length < left ? `  ${name.padEnd(left)}${lines.shift() ?? ''}` : `  ${name}`
    return [first, ...lines.map(line => `  ${' '.repeat(left)}${line}`)]
  })
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, line]
}
