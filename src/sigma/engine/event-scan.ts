import type { SigmaEvent } from '../event.ts'
import type { EventView } from '../event-view.ts'
import type { FactBoard } from './fact-board.ts'
import type { FieldScanner } from './field-scanner.ts'
import type { MemoryBudget } from './memory-budget.ts'
import { ValueMemory } from './value-memory.ts'

/** The index of a field, made when an event first has the field. */
export type ScannerSource = () => FieldScanner

class Field {
  readonly name: string
  readonly #source: ScannerSource
  #scanner: FieldScanner | undefined
  /** The generation in which it was looked up last. */
  looked_up = 0

  constructor(name: string, source: ScannerSource) {
    this.name = name
    this.#source = source
  }

  get scanner(): FieldScanner {
    this.#scanner ??= this.#source()
    return this.#scanner
  }
}

/** What a key of an event has to do with the fields that rules name. */
interface Key {
  /** The field of that name. */
  field: Field | undefined
  /** Fields with dots in their names that may lie in the map under this key. */
  readonly inside: Field[]
  /** For texts under this key: the facts about the field, and about keywords. */
  memory: ValueMemory | undefined
}

export interface EventScanParts {
  /** By field; null for keywords. */
  readonly sources: ReadonlyMap<string | null, ScannerSource>
  readonly recorder: FactBoard
  readonly memory_budget: MemoryBudget
}

/** Scans an event's fields with their indexes: goes through what the event has, not through what rules ask for. */
export class EventScan {
  readonly #parts: EventScanParts
  readonly #keys = new Map<string, Key>()
  readonly #keywords: Field | undefined

  constructor(parts: EventScanParts) {
    this.#parts = parts
    for (const [name, source] of parts.sources) {
      if (name === null) continue
      const field = new Field(name, source)
      this.#keyOf(name).field = field
      for (let dot = name.indexOf('.'); dot > 0; dot = name.indexOf('.', dot + 1))
        this.#keyOf(name.slice(0, dot)).inside.push(field)
    }
    const keywords = parts.sources.get(null)
    if (keywords) this.#keywords = new Field('', keywords)
  }

  scan({ fields, raw, is_structured }: SigmaEvent, view: EventView, board: FactBoard): void {
    const keywords = this.#keywords?.scanner
    if (keywords) {
      keywords.exists(board)
      if (!is_structured) keywords.text(raw, board)
    }
    for (const name of Object.keys(fields)) {
      const key = this.#keys.get(name)
      if (key) this.#scanKey(key, fields[name], keywords, view, board)
      else if (keywords) scanTexts(keywords, fields[name], board)
    }
  }

  #scanKey(
    key: Key,
    value: unknown,
    keywords: FieldScanner | undefined,
    view: EventView,
    board: FactBoard,
  ): void {
    if (typeof value === 'string') {
      key.field?.scanner.exists(board)
      key.memory ??= this.#memoryOf(key)
      key.memory.report(value, board)
    } else {
      if (keywords) scanTexts(keywords, value, board)
      if (key.field) scanValue(key.field, value, view, board)
    }
    // Whether it lies there depends on the other keys: the longest that exists counts.
    for (const field of key.inside) scanLookedUp(field, view, board)
  }

  #memoryOf({ field }: Key): ValueMemory {
    const keywords = this.#keywords?.scanner
    const scanner = field?.scanner
    const scan = (value: string, board: FactBoard) => {
      scanner?.text(value, board)
      keywords?.text(value, board)
    }
    return new ValueMemory(scan, this.#parts.recorder, this.#parts.memory_budget)
  }

  #keyOf(name: string): Key {
    let key = this.#keys.get(name)
    if (!key) {
      key = { field: undefined, inside: [], memory: undefined }
      this.#keys.set(name, key)
    }
    return key
  }
}

function scanValue(field: Field, value: unknown, view: EventView, board: FactBoard): void {
  if (typeof value === 'number' || typeof value === 'boolean') {
    field.scanner.exists(board)
    field.scanner.text(String(value), board)
  } else scanLookedUp(field, view, board)
}

function scanLookedUp(field: Field, view: EventView, board: FactBoard): void {
  if (field.looked_up === board.generation) return
  field.looked_up = board.generation
  const found = view.field(field.name)
  if (!found.exists) return
  field.scanner.exists(board)
  for (const { text } of found.values)
    if (text === undefined) field.scanner.null(board)
    else field.scanner.text(text, board)
}

/** Every value in a node, at any depth. */
function scanTexts(scanner: FieldScanner, node: unknown, board: FactBoard): void {
  // A stack of its own, because an event may be nested deeper than the call stack is.
  const stack: unknown[] = [node]
  while (stack.length > 0) {
    const top = stack.pop()
    if (typeof top === 'string') scanner.text(top, board)
    else if (typeof top === 'number' || typeof top === 'boolean') scanner.text(String(top), board)
    else if (Array.isArray(top)) for (const element of top) stack.push(element)
    else if (typeof top === 'object' && top !== null)
      for (const element of Object.values(top)) stack.push(element)
  }
}
