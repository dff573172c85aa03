/**
 * Bundles the program into a few files, so that it starts without finding and reading hundreds: `node
 * scripts/bundle-program.js [FOLDER]`, as a part of `npm run build`. Packages that it depends on stay outside.
 */
import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

const root = fileURLToPath(new URL('..', import.meta.url))
const sources = resolve(root, 'src')
const PART = 'program-'

/** A file that looks for others beside itself finds them where it would be if it stood alone. */
const keepPlaces = {
  name: 'keep-places',
  transform(code, id) {
    if (!id.startsWith(sources) || !code.includes('import.meta.url')) return null
    const place = `./${relative(sources, id).replaceAll('\\', '/').replace(/\.ts$/, '.js')}`
    return code.replaceAll('import.meta.url', `new URL(${JSON.stringify(place)}, import.meta.url).href`)
  },
}

/** @param {string} folder Takes the place of `src`: what starts threads is where it was, all else lies beside `main.js`. */
async function bundleProgram(folder) {
  mkdirSync(folder, { recursive: true })
  for (const name of readdirSync(folder)) if (name.startsWith(PART)) rmSync(resolve(folder, name))
  await build({
    root,
    configFile: false,
    logLevel: 'warn',
    plugins: [keepPlaces],
    build: {
      ssr: true,
      outDir: folder,
      emptyOutDir: false,
      target: 'esnext',
      minify: false,
      rolldownOptions: {
        input: {
          main: resolve(sources, 'main.ts'),
          'cli/scan/worker': resolve(sources, 'cli/scan/worker.ts'),
        },
        output: { entryFileNames: '[name].js', chunkFileNames: `${PART}[name].js` },
      },
    },
  })
}

await bundleProgram(resolve(process.argv[2] ?? resolve(root, 'dist')))
