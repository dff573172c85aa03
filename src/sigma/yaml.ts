import type { Findings } from './finding.ts'
import { readPlainYaml } from './plain-yaml.ts'
import { NODES_MAX, type YamlNode } from './yaml-node.ts'
import { countLines, parseYaml } from './yaml-parser.ts'

const TEXT_LENGTH_MAX = 16 * 1024 * 1024
const DOCUMENTS_MAX = 50_000

/** The documents of `text`, without the empty ones. A broken one is reported and the others are read all the same. */
export function parseDocuments(text: string, findings: Findings): YamlNode[] {
  const start = { line: 1, column: 1 }
  if (text.length > TEXT_LENGTH_MAX) {
    findings.error(start, `the text is longer than ${TEXT_LENGTH_MAX} characters`)
    return []
  }
  const documents: YamlNode[] = []
  let first_line = 1
  let parts = 0
  for (const part of splitDocuments(text.replace(/^\uFEFF/, ''))) {
    if (++parts > DOCUMENTS_MAX) {
      findings.error({ line: first_line, column: 1 }, `more than ${DOCUMENTS_MAX} documents in one text`)
      break
    }
    const line = first_line
    findings.attempt(() => documents.push(...parsePart(part, line)))
    first_line += countLines(part)
  }
  return documents
}

/**
 * Cuts before each line that starts a document, so that the parser's giving up on one does not lose the rest.
 * YAML allows `---` at the start of a line nowhere inside a document.
 */
function splitDocuments(text: string): string[] {
  // Nearly every text is one document: looking for the mark is quicker than trying every line.
  const parts = text.includes('---') ? text.split(/^(?=---(?:[ \t\r\n]|$(?![\s\S])))/m) : [text]
  // Directives (`%YAML 1.2`) belong to the document behind the mark.
  return text.startsWith('%') ? [parts.slice(0, 2).join(''), ...parts.slice(2)] : parts
}

function parsePart(text: string, first_line: number): YamlNode[] {
  const plain = readPlainYaml(text, first_line)
  return plain && plain.size <= NODES_MAX ? [plain] : parseYaml(text, first_line)
}
