import { CHECKS, type Finding } from '../../sigma/index.ts'
import { version } from '../../version.ts'

export const CHECK_FORMATS = ['table', 'ndjson', 'github', 'sarif'] as const
export type CheckFormat = (typeof CHECK_FORMATS)[number]

/** The findings as text, for people or for programs. */
export function formatFindings(findings: readonly Finding[], format: CheckFormat): string {
  switch (format) {
    case 'table':
      return tableOf(findings)
    case 'ndjson':
      return findings.map(finding => `${JSON.stringify(finding)}\n`).join('')
    case 'github':
      return findings.map(annotationOf).join('')
    case 'sarif':
      return `${JSON.stringify(sarifOf(findings), null, 2)}\n`
  }
}

/** A block for each file, a row for each finding. */
function tableOf(findings: readonly Finding[]): string {
  const widest = Math.max(0, ...findings.map(({ check }) => check.length))
  const blocks = [...Map.groupBy(findings, ({ file = '' }) => file)].map(([file, rows]) => {
    const lines = rows.map(
      ({ line, severity, check, reason }) =>
        `${String(line).padStart(6)}  ${severity.padEnd(7)}  ${check.padEnd(widest)}  ${oneLine(reason)}`,
    )
    return `${file}\n${lines.join('\n')}\n`
  })
  return blocks.join('\n')
}

const oneLine = (text: string) => text.replace(/\s*\n\s*/g, ' ')

/** A command that GitHub's runners read: it marks the line in the change. */
function annotationOf({ file = '', line, column = 1, severity, check, reason }: Finding): string {
  const kind = severity === 'hint' ? 'notice' : severity
  const data = (text: string) => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
  const property = (text: string) => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
  return `::${kind} file=${property(file)},line=${line},col=${column},title=${check}::${data(reason)}\n`
}

const SARIF_LEVELS = { error: 'error', warning: 'warning', hint: 'note' } as const

/** SARIF 2.1.0, which code hosts and editors show. */
function sarifOf(findings: readonly Finding[]) {
  const rules = Object.entries(CHECKS).map(([id, { severity, about }]) => ({
    id,
    shortDescription: { text: about },
    defaultConfiguration: { level: SARIF_LEVELS[severity] },
  }))
  const results = findings.map(({ file = '', line, column = 1, severity, check, reason }) => ({
    ruleId: check,
    level: SARIF_LEVELS[severity],
    message: { text: reason },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: file.split('/').map(encodeURIComponent).join('/') },
          region: { startLine: line, startColumn: column },
        },
      },
    ],
  }))
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [{ tool: { driver: { name: 'log-sentinel', version: version(), rules } }, results }],
  }
}
