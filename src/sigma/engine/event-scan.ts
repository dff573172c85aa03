import type { SigmaEvent } from '../event.ts'
import type { EventView, FieldValues } from '../event-view.ts'
import type { FactBoard } from './fact-board.ts'
import type { FieldScanner } from './field-scanner.ts'

/** The index of a field, made when an event first has the field. */
export type ScannerSource = () => FieldScanner

interface Field {
  readonly name: string
  readonly source: ScannerSource
  scanner: FieldScanner | undefined
  /** The generation in which it was scanned last. */
  scanned: number
}

/** What a key of an event has to do with the fields that rules name. */
interface Key {
  /** The field of that name. */
  field: Field | undefined
  /** Fields with dots in their names that may lie in the map under this key. */
  readonly inside: Field[]
}

/** Scans an event's fields with their indexes: goes through what the event has, not through what rules ask for. */
export class EventScan {
  readonly #keys = new Map<string, Key>()
  readonly #keywords: Field | undefined

  constructor(sources: ReadonlyMap<string | null, ScannerSource>) {
    for (const [name, source] of sources) {
      if (name === null) continue
      const field: Field = { name, source, scanner: undefined, scanned: 0 }
      this.#keyOf(name).field = field
      for (let dot = name.indexOf('.'); dot > 0; dot = name.indexOf('.', dot + 1))
        this.#keyOf(name.slice(0, dot)).inside.push(field)
    }
    const keywords = sources.get(null)
    if (keywords) this.#keywords = { name: '', source: keywords, scanner: undefined, scanned: 0 }
  }

  scan({ fields, raw }: SigmaEvent, view: EventView, board: FactBoard): void {
    for (const name of Object.keys(fields)) {
      const key = this.#keys.get(name)
      if (key) scanKey(key, fields[name], view, board)
    }
    if (this.#keywords) scanTexts(scannerOf(this.#keywords), raw, fields, board)
  }

  #keyOf(name: string): Key {
    let key = this.#keys.get(name)
    if (!key) {
      key = { field: undefined, inside: [] }
      this.#keys.set(name, key)
    }
    return key
  }
}

function scannerOf(field: Field): FieldScanner {
  field.scanner ??= field.source()
  return field.scanner
}

function scanKey({ field, inside }: Key, value: unknown, view: EventView, board: FactBoard): void {
  if (field) {
    if (typeof value === 'string') {
      const scanner = scannerOf(field)
      scanner.exists(board)
      scanner.text(value, board)
    } else if (typeof value === 'number' || typeof value === 'boolean') {
      const scanner = scannerOf(field)
      scanner.exists(board)
      scanner.text(String(value), board)
    } else scanFound(field, view, board)
  }
  // Whether it lies there depends on the other keys: the longest that exists counts.
  for (const other of inside) scanFound(other, view, board)
}

function scanFound(field: Field, view: EventView, board: FactBoard): void {
  if (field.scanned === board.generation) return
  field.scanned = board.generation
  const found: FieldValues = view.field(field.name)
  if (!found.exists) return
  const scanner = scannerOf(field)
  scanner.exists(board)
  for (const { text } of found.values)
    if (text === undefined) scanner.null(board)
    else scanner.text(text, board)
}

/** The raw record, and every value at any depth. */
function scanTexts(scanner: FieldScanner, raw: string, fields: unknown, board: FactBoard): void {
  scanner.exists(board)
  scanner.text(raw, board)
  // A stack of its own, because an event may be nested deeper than the call stack is.
  const stack: unknown[] = [fields]
  while (stack.length > 0) {
    const node = stack.pop()
    if (typeof node === 'string') scanner.text(node, board)
    else if (typeof node === 'number' || typeof node === 'boolean') scanner.text(String(node), board)
    else if (Array.isArray(node)) for (const element of node) stack.push(element)
    else if (typeof node === 'object' && node !== null)
      for (const element of Object.values(node)) stack.push(element)
  }
}
