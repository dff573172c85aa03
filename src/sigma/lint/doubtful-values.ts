import type { Findings } from '../finding.ts'
import type { YamlScalar } from '../yaml-node.ts'
import type { WrittenLine } from './lines.ts'

/** Looks at values that can be read, and most likely mean something else than their author thinks. */
export function checkDoubtfulValues(line: WrittenLine, findings: Findings): void {
  const { modifiers } = line
  for (const value of line.values) {
    if (typeof value.value !== 'string') continue
    if (modifiers.includes('re')) checkRegex(value, findings)
    else if (line.field !== null && modifiers.length === 0) checkNetwork(value, findings)
    checkFileName(line, value, findings)
  }
}

/** Slashes around an expression, as other languages have them, and paths in which backslashes begin classes. */
function checkRegex(value: YamlScalar, findings: Findings): void {
  const { text } = value
  if (/^\/.+\/[dgimsuvy]*$/.test(text))
    findings.add(
      'doubtful-regex',
      value,
      `the slashes around '${text}' are part of the expression: leave them out, and write flags as modifiers (re|i)`,
    )
  else if (/^\^?[A-Z]:\\[A-Z]/i.test(text))
    findings.add('doubtful-regex', value, `in '${text}' a backslash of the path must be written \\\\`)
}

const NETWORK = /^(?:(?:\d{1,3}\.){3}\d{1,3}|[0-9a-f]{0,4}:[0-9a-f:]*)\/\d{1,3}$/i

function checkNetwork(value: YamlScalar, findings: Findings): void {
  if (NETWORK.test(value.text))
    findings.add(
      'network-as-text',
      value,
      `'${value.text}' is compared as a text: the modifier 'cidr' looks for addresses of the network`,
    )
}

/** Those that hold a whole path, always. */
const PATHS = new Set([
  ...['Image', 'ParentImage', 'SourceImage', 'TargetImage', 'ImageLoaded', 'TargetFilename'],
  ...['NewProcessName', 'ParentProcessName'],
])
/** A name of a whole file, not only how one ends (`.pdf.exe`). */
const FILE_NAME = /^[a-z0-9][\w-]*\.(?:exe|dll|sys|com|scr|cpl|ps1|bat|cmd|vbs|js|hta|lnk)$/i

function checkFileName({ field, modifiers }: WrittenLine, value: YamlScalar, findings: Findings): void {
  if (field === null || !PATHS.has(field) || !FILE_NAME.test(value.text)) return
  const [modifier, ...more] = modifiers.filter(name => name !== 'cased' && name !== 'neq')
  if (more.length > 0) return
  if (modifier === undefined || modifier === 'startswith')
    findings.add(
      'file-name-alone',
      value,
      `'${field}' holds the whole path: write ${field}|endswith: '\\${value.text}'`,
    )
  else if (modifier === 'endswith')
    findings.add(
      'half-file-name',
      value,
      `names that only end with '${value.text}' fit as well: write '\\${value.text}'`,
    )
}
