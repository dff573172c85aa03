import type { Preferences } from '../../settings/preferences.ts'

export interface Column {
  name: string
  title: string
  /** Pixels; the last column takes what is left, and never less than this. */
  width: number
  /** The width in a list that has more room than the evidence needs. */
  roomy?: number
  /** Shown without being asked for. */
  usual: boolean
}

/** Every column of the alert table, in order. */
export const COLUMNS: readonly Column[] = [
  { name: 'level', title: 'Level', width: 98, usual: true },
  { name: 'time', title: 'Time', width: 82, usual: true },
  { name: 'rule', title: 'Rule', width: 196, roomy: 320, usual: true },
  { name: 'entity', title: 'Entity', width: 132, roomy: 170, usual: true },
  { name: 'host', title: 'Host', width: 92, usual: true },
  { name: 'source', title: 'Source', width: 124, roomy: 220, usual: true },
  { name: 'technique', title: 'ATT&CK', width: 96, usual: false },
  { name: 'message', title: 'Evidence', width: 240, usual: true },
]

export const WIDTH_MIN = 56
export const WIDTH_MAX = 900
const SELECT_WIDTH = 34
const ROOMY_FROM = 1400

/** The columns that the reader chose, or the usual ones. */
export function shownColumns(chosen: Preferences['columns'], listWidth = 0): Column[] {
  const shown = COLUMNS.filter(({ name, usual }) => (chosen ? chosen.includes(name) : usual))
  const columns = shown.length > 0 ? shown : COLUMNS.filter(({ usual }) => usual)
  if (listWidth < ROOMY_FROM) return columns
  return columns.map(column => ({ ...column, width: column.roomy ?? column.width }))
}

export const widthOf = (column: Column, widths: Preferences['widths']): number =>
  Math.min(Math.max(widths[column.name] ?? column.width, WIDTH_MIN), WIDTH_MAX)

/** As CSS grid tracks, the box for selecting first. */
export function gridTracks(columns: readonly Column[], widths: Preferences['widths']): string {
  const tracks = columns.map((column, at) => {
    const width = widthOf(column, widths)
    return at === columns.length - 1 ? `minmax(${width}px, 1fr)` : `${width}px`
  })
  return `${SELECT_WIDTH}px ${tracks.join(' ')}`
}

/** The least width of a row, below which the table scrolls sideways within itself. */
export function leastWidth(columns: readonly Column[], widths: Preferences['widths']): number {
  return columns.reduce((sum, column) => sum + widthOf(column, widths), SELECT_WIDTH)
}

/** What gives way first where the list is narrow: the evidence names most of it. */
const GIVES_WAY: readonly string[] = ['source', 'host', 'entity', 'technique']

/** Columns that fit `width` without scrolling sideways; the reader's own choice is never cut. */
export function fitting(columns: readonly Column[], widths: Preferences['widths'], width: number): Column[] {
  let shown = [...columns]
  for (const name of GIVES_WAY) {
    if (width === 0 || leastWidth(shown, widths) <= width) break
    shown = shown.filter(column => column.name !== name)
  }
  return shown
}

/** The advance of a character of the evidence's type, in pixels, and what its cell keeps free. */
const CHARACTER_WIDTH = 7.25
const CELL_PADDING = 16

/** How many characters of evidence fit a width. */
export const roomIn = (width: number): number =>
  Math.max(10, Math.floor((width - CELL_PADDING) / CHARACTER_WIDTH))

/** How many characters of evidence can be seen in a list of `width`. */
export function evidenceRoom(
  columns: readonly Column[],
  widths: Preferences['widths'],
  width: number,
): number {
  const message = columns.find(({ name }) => name === 'message')
  if (!message) return roomIn(0)
  const own = widthOf(message, widths)
  return roomIn(own + Math.max(0, width - leastWidth(columns, widths)))
}
