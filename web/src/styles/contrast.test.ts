import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, test } from 'node:test'

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8')

/** The colours of a scheme by name. */
function coloursOf(scheme: string): Map<string, string> {
  const start = css.indexOf(`[data-mantine-color-scheme="${scheme}"] {`)
  const block = css.slice(start, css.indexOf('}', start))
  return new Map(
    [...block.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, name = '', hex = '']) => [name, hex]),
  )
}

/** Relative luminance and contrast (WCAG 2.2). */
function luminance(hex: string): number {
  const parts = [1, 3, 5].map(at => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  const [red = 0, green = 0, blue = 0] = parts
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function contrast(a: string, b: string): number {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y)
  return (light + 0.05) / (dark + 0.05)
}

const LEVELS = ['critical', 'high', 'medium', 'low', 'informational'].map(level => `level-${level}`)
const SURFACES = ['page', 'surface', 'sunken', 'hover', 'chosen', 'accent-soft']
const ON_ALL = [...LEVELS, 'text', 'text-2', 'accent']

for (const scheme of ['light', 'dark']) {
  describe(`in the ${scheme} scheme`, () => {
    const colours = coloursOf(scheme)
    const at = (name: string) => colours.get(name) ?? assert.fail(`no colour ${name}`)
    const readable = (text: string, surface: string) => {
      const found = contrast(at(text), at(surface))
      assert.ok(found >= 4.5, `${text} on ${surface}: ${found.toFixed(2)}`)
    }
    test('text and levels can be read on every surface (AA)', () => {
      for (const text of ON_ALL) for (const surface of SURFACES) readable(text, surface)
      for (const surface of ['page', 'surface', 'hover']) readable('text-3', surface)
    })
    test('marks, warnings and failures can be read on theirs', () => {
      readable('mark-text', 'mark')
      readable('warn', 'warn-soft')
      readable('bad', 'bad-soft')
      for (const tone of ['good', 'warn', 'bad']) readable(tone, 'surface')
    })
  })
}
