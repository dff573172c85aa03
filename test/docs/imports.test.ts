import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'

/** The import directions of the architecture, as a test. */

const root = fileURLToPath(new URL('../..', import.meta.url))

interface Import {
  from: string
  /** A path from the root, or a package's name. */
  to: string
  /** Nothing of it is left when the program runs. */
  typesOnly: boolean
}

const isTest = (file: string) => /\.(test|contract)\.tsx?$/.test(file) || /\/(testing|contract)\//.test(file)
const sources = globSync(['src/**/*.ts', 'web/src/**/*.{ts,tsx}'], { cwd: root })
const product = sources.filter(file => !isTest(file))
const imports = product.flatMap(importsOf)

function importsOf(file: string): Import[] {
  const text = readFileSync(join(root, file), 'utf8')
  const statements = text.matchAll(
    /^\s*(?:import|export)\b[^'"]*?from\s+['"]([^'"]+)['"]|^import\s+['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/gm,
  )
  return [...statements].map(([statement, a, b, c]) => {
    const target = a ?? b ?? c ?? ''
    return {
      from: file,
      to: target.startsWith('.') ? relative(root, join(root, dirname(file), target)) : target,
      typesOnly: /^\s*(?:import|export) type\b/.test(statement),
    }
  })
}

/** `src/sigma`, `src/errors.ts`, `web` or a package. */
function areaOf(path: string): string {
  if (path.startsWith('web/')) return 'web'
  return path.startsWith('src/') ? path.split('/').slice(0, 2).join('/') : path
}

/** The ports: the only files of these folders that others than the services may import. */
const PORTS = ['src/transport/transport.ts', 'src/store/store.ts', 'src/sources/source.ts']

const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  'src/errors.ts': [],
  'src/version.ts': [],
  'src/schema': [],
  'src/sigma': [],
  'src/correlate': [],
  'src/normalize': ['src/schema'],
  'src/runtime': ['src/schema', 'src/errors.ts'],
  'src/sources': ['src/schema', 'src/runtime', 'src/errors.ts'],
  'src/transport': ['src/schema', 'src/runtime', 'src/errors.ts'],
  'src/store': ['src/schema', 'src/runtime', 'src/errors.ts'],
  'src/rulebase': ['src/schema', 'src/runtime', 'src/errors.ts', 'src/sigma'],
  'src/simulate': ['src/runtime', 'src/errors.ts'],
  'src/pipeline': [
    'src/schema',
    'src/runtime',
    'src/errors.ts',
    'src/sigma',
    'src/correlate',
    'src/normalize',
    ...PORTS,
  ],
  'src/api': ['src/schema', 'src/runtime', 'src/errors.ts', 'src/sigma', ...PORTS],
  'src/services': [
    'src/schema',
    'src/runtime',
    'src/errors.ts',
    'src/version.ts',
    'src/sigma',
    'src/correlate',
    'src/normalize',
    'src/rulebase',
    'src/simulate',
    'src/sources',
    'src/transport',
    'src/store',
    'src/pipeline',
    'src/api',
  ],
  'src/cli': [
    'src/schema',
    'src/runtime',
    'src/errors.ts',
    'src/version.ts',
    'src/sigma',
    'src/correlate',
    'src/normalize',
    'src/rulebase',
    'src/simulate',
    'src/pipeline',
    'src/services',
  ],
  'src/main.ts': ['src/cli', 'src/runtime'],
}

describe('imports', () => {
  for (const [area, allowed] of Object.entries(ALLOWED)) {
    test(`${area} imports only what the architecture allows`, () => {
      const wrong = imports.filter(
        ({ from, to }) =>
          areaOf(from) === area &&
          to.startsWith('src/') &&
          areaOf(to) !== area &&
          !allowed.includes(to) &&
          !allowed.includes(areaOf(to)),
      )
      assert.deepEqual(wrong, [])
    })
  }

  test('every folder of src is named in the table above', () => {
    const areas = new Set(product.filter(file => file.startsWith('src/')).map(areaOf))
    assert.deepEqual(
      [...areas].filter(area => !(area in ALLOWED)),
      [],
    )
  })

  test('the pure folders use no Node modules, no environment and no clock', () => {
    for (const file of product.filter(file => /^src\/(sigma|normalize|correlate)\//.test(file))) {
      const text = readFileSync(join(root, file), 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')
      // Field names of logs begin with `process.`, too; they stand in quotes.
      const found = text.match(
        /from 'node:|(?<!['.])\bprocess\.|Date\.now\(|new Date\(\)|Math\.random|console\./,
      )
      assert.equal(found, null, `${file}: ${found?.[0]}`)
    }
  })

  test('the page takes nothing but types from the schema', () => {
    for (const file of product.filter(file => file.startsWith('web/'))) {
      const text = readFileSync(join(root, file), 'utf8')
      for (const { to } of importsOf(file)) {
        if (!to.startsWith('src/')) continue
        assert.match(to, /^src\/schema\//, `${file} imports ${to}`)
      }
      const values = text.match(/^import (?!type\b)[^\n]*\/src\/schema\/[^\n]*/m)
      assert.equal(values, null, `${file}: ${values?.[0]}`)
    }
  })

  test('there are no import cycles', () => {
    const edges = Map.groupBy(
      imports.filter(({ to, typesOnly }) => !typesOnly && /^(src|web)\//.test(to)),
      ({ from }) => from,
    )
    const done = new Set<string>()
    const visit = (file: string, path: readonly string[]): void => {
      assert.ok(!path.includes(file), `cycle: ${[...path.slice(path.indexOf(file)), file].join(' -> ')}`)
      if (done.has(file)) return
      for (const { to } of edges.get(file) ?? []) visit(to, [...path, file])
      done.add(file)
    }
    for (const file of edges.keys()) visit(file, [])
  })

  test('every file is used by another one or is an entry', () => {
    const entries = new Set([
      'src/main.ts',
      'src/sigma/index.ts',
      'src/sigma/kernel/assembly/index.ts',
      'web/src/main.tsx',
    ])
    const tests = globSync(
      [
        'src/**/*.{test,contract}.ts',
        'test/**/*.ts',
        'bench/**/*.ts',
        'scripts/**/*.ts',
        'rules/**/*.ts',
        'web/**/*.test.ts',
      ],
      { cwd: root },
    )
    const used = new Set(imports.map(({ to }) => to))
    for (const path of tests.flatMap(importsOf)) used.add(path.to)
    const migrations = /^src\/store\/migrations\//
    assert.deepEqual(
      product.filter(
        file => !entries.has(file) && !used.has(file) && !migrations.test(file) && !file.endsWith('.d.ts'),
      ),
      [],
    )
  })
})
